"""Texts that end up in a header: a line break in one would begin another header."""

import unicodedata

_BREAKS = frozenset("\u2028\u2029")


def is_header_text(text: str) -> bool:
    """Say whether *text* may stand in a header: no control, line break or half character in it."""
    return not any(
        character in _BREAKS or unicodedata.category(character) in {"Cc", "Cs"} for character in text
    )


def header_text(text: str) -> str:
    """Give *text* with a space in place of everything that may not stand in a header."""
    return "".join(character if is_header_text(character) else " " for character in text)
