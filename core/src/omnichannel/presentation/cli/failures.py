"""How a command that fails says so: what, then what to do; and a code for scripts."""

from enum import IntEnum

from omnichannel.domain.errors import InvalidRequest, OmnichannelError
from omnichannel.presentation.cli.console import diagnostics


class ExitCode(IntEnum):
    """What a script can tell from the exit code."""

    DONE = 0
    FAILED = 1
    WRONG_USE = 2
    PLUGIN_BROKEN = 7
    INTERRUPTED = 130


class CommandBroken(OmnichannelError):
    """A command that a plugin adds does not load."""

    def __init__(self, name: str, opens: str, reason: str) -> None:
        super().__init__(
            f"The command {name!r} does not load: {reason} ({opens}). "
            "Repair or remove the plugin that adds it."
        )
        self.name, self.opens = name, opens


def tell(error: OmnichannelError) -> ExitCode:
    """Print *error* on stderr, and give the exit code that goes with it."""
    if isinstance(error, InvalidRequest):
        for problem in error.problems:
            say(f"{problem.field}: {problem.detail}" if problem.field else problem.detail, hint=problem.fix)
    else:
        say(str(error))
    return ExitCode.PLUGIN_BROKEN if isinstance(error, CommandBroken) else ExitCode.FAILED


def say(what: str, *, hint: str | None = None) -> None:
    """Print one error on stderr, and beneath it what to do."""
    from rich.markup import escape  # slow to import, and needed only here

    console = diagnostics()
    console.print(f"[bold red]error:[/] {escape(what)}")
    if hint:
        console.print(f"\n  [cyan]hint:[/] {escape(hint)}")
