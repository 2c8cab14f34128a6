"""Prints data on stdout: JSON for programs, tables and lines for people."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from omnichannel.presentation.cli.console import LOOK, output, print_diagnostics

if TYPE_CHECKING:
    from rich.text import Text

    from omnichannel.presentation.cli.signs import Sign
    from omnichannel.presentation.cli.tables import Cell, Column

NARROWEST = 60


def print_json(data: Any) -> None:
    """Print one JSON document; *data* is a pydantic model, or what `json` can write."""
    from pydantic_core import to_json

    print(to_json(data, indent=2, fallback=str).decode(), flush=True)


def print_table(columns: "Sequence[Column]", rows: "Iterable[Sequence[Cell]]") -> None:
    """Print a table; on a terminal as wide as that, elsewhere 80 columns wide."""
    from omnichannel.presentation.cli.tables import table

    print_lines(table(columns, rows, width=line_width()))


def print_lines(lines: "Iterable[Text | str]") -> None:
    """Print lines as they are; square brackets in them are only that."""
    console = output()
    for line in lines:
        console.print(line, markup=False)


def print_text(text: str = "", *, lead: "Text | str" = "", hang: int = 0) -> None:
    """Print text that is broken at spaces; later lines stand below it, *hang* further to the right."""
    from omnichannel.presentation.cli.wrapping import wrapped

    print_lines(wrapped(text, width=line_width(), lead=lead, hang=hang))


def print_signed(sign: "Sign", text: str) -> None:
    """Print a line of data with a sign in front."""
    from omnichannel.presentation.cli.signs import mark

    print_text(text, lead=mark(sign).append(" "))


def print_hint(text: str) -> None:
    """Say on stderr what can be done next; nothing where errors are JSON."""
    if LOOK.get().as_json:
        return
    print_diagnostics([("  hint: ", "cyan", text)])


def print_note(text: str) -> None:
    """Say something on stderr that is neither data nor an error; nothing where errors are JSON."""
    if not LOOK.get().as_json:
        print_diagnostics([("", "", text)])


def line_width() -> int:
    """Say how many cells a line may have."""
    return max(output().width, NARROWEST) if sys.stdout.isatty() else 80
