"""The command `omnichannel`."""

import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer
from typer.core import TyperGroup
from typer.main import get_command

from omnichannel.domain.errors import OmnichannelError
from omnichannel.presentation.cli.extra_commands import Commands, LazyCommand, LazyGroup
from omnichannel.presentation.cli.failures import ExitCode, say, tell
from omnichannel.presentation.cli.own_commands import OWN_COMMANDS

PROGRAM = "omnichannel"
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def main() -> None:
    """Run the command line and leave with its exit code."""
    from omnichannel.plugins.commands import installed_commands

    sys.exit(run(build_app(installed_commands), sys.argv[1:]))


def build_app(commands: Commands) -> TyperGroup:
    """
    Make the command line.

    Args:
        commands: what plugins add. It is called when help is shown, or a command is run that is not ours.
    """
    app = typer.Typer(cls=LazyGroup, add_completion=False, rich_markup_mode=None, context_settings=CONTEXT)
    app.callback(invoke_without_command=True)(start)
    group = get_command(app)
    if not isinstance(group, LazyGroup):
        raise TypeError(f"typer made a {type(group).__name__} of our group")
    for own in OWN_COMMANDS:
        group.commands[own.name] = LazyCommand(own)
    group.extra = commands
    return group


def run(app: TyperGroup, arguments: Sequence[str]) -> int:
    """Run *app*, and give its exit code; what goes wrong is told on stderr, without a traceback."""
    try:
        code = app.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except OmnichannelError as error:
        return tell(error)
    except typer.TyperException as error:
        say(error.format_message(), hint=f"`{PROGRAM} --help` lists what there is")
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    return code if isinstance(code, int) else ExitCode.DONE


def start(
    context: typer.Context,
    shows_version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """One message, many channels, delivered once."""
    if shows_version:
        typer.echo(f"{PROGRAM} {version('omnichannel-core')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


if __name__ == "__main__":
    main()
