"""Breaks text at spaces, so that it fits beside or below what stands in front of it. Pure."""

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

BETWEEN_WORDS = re.compile(r" (?=(?:[^`]*`[^`]*`)*[^`]*$)")
"""A space that is not between backticks: what stands there is a command, and people copy it."""


LONGEST_WHOLE = 70
"""A longer command fits no line, and is broken like any text."""


def wrapped(text: str, *, width: int, lead: Text | str = "", hang: int = 0) -> list[Text]:
    """
    Set *text* after *lead*, in lines of at most *width* cells.

    Later lines stand below the text, *hang* further to the right. A word that is longer than a line (an
    address) is left whole; a command is, unless it is longer than a line.
    """
    start = lead if isinstance(lead, Text) else Text(lead)
    margin = min(start.cell_len, width // 2) + hang
    first, *rest = list(_lines(text, width - start.cell_len, width - margin)) or [""]
    told = start.copy().append(first)
    told.rstrip()
    return [told, *(Text(" " * margin + line) for line in rest)]


def _lines(text: str, first: int, width: int) -> Iterator[str]:
    room = first
    for paragraph in text.splitlines():
        present: str | None = None
        for word in _words(paragraph, width):
            grown = word if present is None else f"{present} {word}"
            if cell_len(grown) > room and (present or room < width):
                yield present or ""
                present, room = word, width
            else:
                present = grown
        yield present or ""
        room = width


def _words(paragraph: str, width: int) -> Iterator[str]:
    for word in BETWEEN_WORDS.split(paragraph):
        yield from [word] if cell_len(word) <= max(width, LONGEST_WHOLE) else word.split(" ")
