"""Where the command line writes: data to stdout, everything else to stderr, colour on a terminal only."""

import os
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console


WIDTH = 80
"""Of what is no terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """
    How this run of the command line looks.

    Attributes:
        plain: neither colour nor anything that moves, also on a terminal.
        as_json: errors are JSON, like the data.
    """

    plain: bool = False
    as_json: bool = False


LOOK: ContextVar[Look] = ContextVar("look", default=Look())  # noqa: B039 - it cannot be changed


def output() -> "Console":
    """Give the console for data. `NO_COLOR`, `--no-color` and a pipe make it plain; a pipe breaks no line."""
    return _console(stderr=False)


def diagnostics() -> "Console":
    """Give the console for progress, hints and errors."""
    return _console(stderr=True)


def print_diagnostics(told: "Iterable[tuple[str, str, str]]") -> None:
    """
    Print on stderr, with an empty line between: what stands in front, in which style, and a text.

    Lines are as wide as the terminal, elsewhere 80 columns.
    """
    from rich.text import Text

    from omnichannel.presentation.cli.wrapping import wrapped

    console = diagnostics()
    width = console.width if console.is_terminal else WIDTH
    for place, (label, style, text) in enumerate(told):
        if place:
            console.print()
        for line in wrapped(text, width=width, lead=Text(label, style=style)):
            console.print(line, markup=False)


def is_plain() -> bool:
    """Say whether the person asked for no colour: by `--no-color`, or by a `NO_COLOR` that is not empty."""
    return LOOK.get().plain or bool(os.environ.get("NO_COLOR"))


def is_lively(console: "Console") -> bool:
    """Say whether things may move on *console*: on a terminal, unless somebody asked for calm."""
    calm = is_plain() or bool(os.environ.get("OMNICHANNEL_NO_PROGRESS"))
    return console.is_terminal and not console.is_dumb_terminal and not calm


def _console(*, stderr: bool) -> "Console":
    from omnichannel.presentation.cli.patient_console import PatientConsole

    if is_plain():
        return PatientConsole(stderr=stderr, highlight=False, soft_wrap=True, color_system=None)
    return PatientConsole(stderr=stderr, highlight=False, soft_wrap=True)
