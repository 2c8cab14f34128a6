"""Where the command line writes: data to stdout, everything else to stderr, colour on a terminal only."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def output() -> "Console":
    """Give the console for data. `NO_COLOR` and a pipe make it plain; lines are never broken for a pipe."""
    return _console(stderr=False)


def diagnostics() -> "Console":
    """Give the console for progress, hints and errors."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> "Console":
    from rich.console import Console  # slow to import, and help needs none

    return Console(stderr=stderr, highlight=False, soft_wrap=True)
