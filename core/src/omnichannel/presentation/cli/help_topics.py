"""`omnichannel help`: the help of any command, and of what is no command."""

from typing import Annotated, Any

import typer

from omnichannel.presentation.cli.exit_codes import MEANINGS
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.options import AsJson
from omnichannel.presentation.cli.printing import print_json, print_text

EXIT_CODES = "exit-codes"


def help_on(
    context: typer.Context,
    topic: Annotated[list[str] | None, typer.Argument(help="A command, or `exit-codes`.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the help of a command, or what the exit codes mean."""
    if topic == [EXIT_CODES]:
        _exit_codes(as_json=as_json)
        return
    found: Any = context.find_root()
    for name in topic or []:
        command = getattr(found.command, "get_command", lambda *_: None)(found, name)
        if command is None:
            hint = (
                f"`omnichannel --help` lists the commands; `omnichannel help {EXIT_CODES}` is the one topic"
            )
            raise CommandFailed(f"no help on `{' '.join(topic or [])}`", hint=hint)
        found = command.make_context(name, [], parent=found, resilient_parsing=True)
    typer.echo(found.get_help())


def _exit_codes(*, as_json: bool) -> None:
    if as_json:
        print_json({str(code.value): meaning for code, meaning in MEANINGS.items()})
    else:
        for code, meaning in MEANINGS.items():
            print_text(meaning, lead=f"{code.value:>4}  ")
