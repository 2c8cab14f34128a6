"""Prints data on stdout: JSON for programs, tables and lines for people."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from omnichannel.presentation.cli.console import LOOK, diagnostics, output

if TYPE_CHECKING:
    from rich.text import Text

    from omnichannel.presentation.cli.tables import Cell, Column

NARROWEST = 60


def print_json(data: Any) -> None:
    """Print one JSON document; *data* is a pydantic model, or what `json` can write."""
    if hasattr(data, "model_dump_json"):
        text = data.model_dump_json(indent=2)
    else:
        import json

        text = json.dumps(data, indent=2, ensure_ascii=False, default=str)
    print(text, flush=True)


def print_table(columns: "Sequence[Column]", rows: "Iterable[Sequence[Cell]]") -> None:
    """Print a table; on a terminal as wide as that, elsewhere 80 columns wide."""
    from omnichannel.presentation.cli.tables import table

    print_lines(table(columns, rows, width=line_width()))


def print_lines(lines: "Iterable[Text | str]") -> None:
    """Print lines as they are; square brackets in them are only that."""
    console = output()
    for line in lines:
        console.print(line, markup=False)


def print_hint(text: str) -> None:
    """Say on stderr what can be done next; nothing where errors are JSON."""
    if LOOK.get().as_json:
        return
    console = diagnostics()
    console.print("  [cyan]hint:[/] ", end="")
    console.print(text.replace("\n", "\n        "), markup=False)


def print_note(text: str) -> None:
    """Say something on stderr that is neither data nor an error; nothing where errors are JSON."""
    if not LOOK.get().as_json:
        diagnostics().print(text, markup=False)


def line_width() -> int:
    """Say how many cells a line may have."""
    return max(output().width, NARROWEST) if sys.stdout.isatty() else 80
