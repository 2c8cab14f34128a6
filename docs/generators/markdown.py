"""The few pieces of Markdown that the references are made of."""

from collections.abc import Iterable, Sequence
from itertools import cycle

GENERATED = "<!-- Made by `scripts/reference`. Edit what it is made from, not this page. -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a table; "" where it has no rows."""
    body = [_row([cell(text) for text in row]) for row in rows]
    return "\n".join([_row(head), _row(["---"] * len(head)), *body]) if body else ""


def cell(text: str) -> str:
    """Make *text* fit into a cell: one line, no bar that would end it, no tag outside of code."""
    line = " ".join(text.split()).replace("|", "\\|")
    return "`".join(
        part if inside_code else part.replace("<", "&lt;")
        for inside_code, part in zip(cycle((False, True)), line.split("`"), strict=False)
    )


def joined(parts: Iterable[str]) -> str:
    """Put parts below each other, with a blank line between; empty ones are left out."""
    return "\n\n".join(part for part in parts if part)


def anchor(title: str) -> str:
    """Give the name under which a heading is linked."""
    kept = "".join(each for each in title.lower() if each.isalnum() or each in " -_")
    return kept.replace(" ", "-")


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
