"""How commands that need no server write: tables within 80 columns, JSON, errors with the next step."""

import os
from collections.abc import Sequence
from typing import Any, NoReturn

import typer
from pydantic import BaseModel
from pydantic_core import to_json
from rich.cells import cell_len
from rich.text import Text

from omnichannel.presentation.cli.console import diagnostics, output
from omnichannel.presentation.cli.failures import say

WIDTH = 80
GAP = "  "
SIGNS = {
    "active": ("●", "green"),
    "disabled": ("○", "dim"),
    "incompatible": ("▲", "yellow"),
    "broken": ("✕", "red"),
    "good": ("✓", "green"),
    "note": ("·", "dim"),
    "warning": ("▲", "yellow"),
    "problem": ("✕", "red"),
}


def fail(what: str, *, hint: str | None = None, code: int = 2) -> NoReturn:
    """Say what is wrong and what to do, and leave with *code*."""
    say(what.removesuffix("."), hint=hint)
    raise typer.Exit(code)


def print_json(value: Any) -> None:
    """Print one JSON document."""
    document = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    typer.echo(to_json(document, indent=2).decode())


def line(sign: str, text: str, *, indent: int = 0) -> None:
    """Print one line of data with a sign in front; it is wrapped, and what follows stands under the text."""
    mark, style = SIGNS[sign]
    first = Text(" " * indent).append(mark, style=style).append(" ")
    _print_wrapped(first, text)


def plain(text: str = "", *, indent: int = 0, hang: int = 0) -> None:
    """Print text of data, wrapped; later lines stand *hang* further to the right."""
    _print_wrapped(Text(" " * indent), text, hang=hang)


def note(text: str) -> None:
    """Print a hint or a note on stderr."""
    diagnostics().print(Text(text))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, signs: Sequence[str] = ()) -> None:
    """Print rows under headings; the last column takes what is left of 80 columns, and is wrapped."""
    widths = [max(cell_len(row[place]) for row in [headings, *rows]) for place in range(len(headings) - 1)]
    lead = 2 if signs else 0
    heading = GAP.join(_padded(text, width) for text, width in zip(headings, [*widths, 0], strict=True))
    output().print(Text(" " * lead + heading.rstrip(), style="bold"))
    for place, row in enumerate(rows):
        start = Text()
        if signs:
            mark, style = SIGNS[signs[place]]
            start.append(mark, style=style).append(" ")
        for text, width in zip(row, widths, strict=False):
            start.append(_padded(text, width) + GAP)
        _print_wrapped(start, row[-1])


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - cell_len(text), 0)


def _print_wrapped(start: Text, text: str, *, hang: int = 0) -> None:
    margin = min(start.cell_len, WIDTH // 2)
    lines = _wrapped(text, WIDTH - start.cell_len, WIDTH - margin - hang)
    first, *rest = lines or [""]
    console = output()
    told = start.copy().append(first)
    told.rstrip()
    console.print(told)
    for one in rest:
        console.print(Text(" " * (margin + hang) + one))


def _wrapped(text: str, first: int, width: int) -> list[str]:
    """Break *text* at spaces; a word that is longer than a line (an address) is left whole."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        present = ""
        for word in paragraph.split(" "):
            room = width if lines else max(first, 20)
            grown = f"{present} {word}" if present else word
            if present and cell_len(grown) > room:
                lines.append(present)
                present = word
            else:
                present = grown
        lines.append(present)
    return lines


def actor() -> str:
    """Say who runs this command, as the audit log names them."""
    import getpass

    try:
        return f"cli:{getpass.getuser()}"
    except (OSError, KeyError, ImportError):  # a user without a name
        return f"cli:{os.getuid()}" if hasattr(os, "getuid") else "cli"
