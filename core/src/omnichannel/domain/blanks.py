"""Blanks: `{{ name }}` in a text, and what is put into them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

BLANK = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]{0,59})\s*\}\}")


def blanks_in(body: Any) -> list[str]:
    """Name the blanks in every string of *body* (mappings, lists, strings), each once, in order."""
    return list(dict.fromkeys(name for text in _strings(body) for name in BLANK.findall(text)))


def filled(body: Any, values: Mapping[str, str]) -> Any:
    """
    Give *body* with *values* in its blanks.

    A value is plain text: what looks like a blank in it is not filled again.

    Raises:
        KeyError: a blank has no value.
    """
    if isinstance(body, str):
        return BLANK.sub(lambda blank: values[blank[1]], body)
    if isinstance(body, Mapping):
        return {name: filled(value, values) for name, value in body.items()}
    if isinstance(body, Sequence):
        return [filled(value, values) for value in body]
    return body


def _strings(body: Any) -> Iterator[str]:
    if isinstance(body, str):
        yield body
    elif isinstance(body, Mapping):
        for value in body.values():
            yield from _strings(value)
    elif isinstance(body, Sequence):
        for value in body:
            yield from _strings(value)
