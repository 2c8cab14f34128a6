"""The command `omnichannel`."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup
from typer.main import get_command

from omnichannel.domain.errors import OmnichannelError
from omnichannel.presentation.cli.console import LOOK, Look
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.extra_commands import Commands, LazyCommand, LazyGroup
from omnichannel.presentation.cli.failures import say, tell
from omnichannel.presentation.cli.own_commands import OWN_COMMANDS

if TYPE_CHECKING:
    from omnichannel.plugins.manifests import Command

PROGRAM = "omnichannel"
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
ANYWHERE = ("--no-color", "--debug")
"""Options of ours that are understood wherever they stand."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(build_app(_installed_commands), sys.argv[1:]))


def build_app(commands: Commands) -> TyperGroup:
    """
    Make the command line.

    Args:
        commands: what plugins add. It is called when help is shown, or a command is run that is not ours.
    """
    app = typer.Typer(cls=LazyGroup, rich_markup_mode=None, context_settings=CONTEXT)
    app.callback(invoke_without_command=True)(start)
    group = get_command(app)
    if not isinstance(group, LazyGroup):
        raise TypeError(f"typer made a {type(group).__name__} of our group")
    for own in OWN_COMMANDS:
        group.commands[own.name] = LazyCommand(own)
    group.extra = commands
    return group


def run(app: TyperGroup, arguments: Sequence[str]) -> int:
    """
    Run *app*, and give its exit code.

    What goes wrong is told on stderr: in words, or as JSON with --json; a traceback only with --debug.
    """
    ours = arguments[: arguments.index("--")] if "--" in arguments else arguments
    look = LOOK.set(Look(plain="--no-color" in ours, as_json="--json" in ours))
    is_debugging = "--debug" in ours or bool(os.environ.get("OMNICHANNEL_DEBUG"))
    try:
        return _run(app, [*_moved_forward(ours), *arguments[len(ours) :]], is_debugging=is_debugging)
    finally:
        LOOK.reset(look)


def _run(app: TyperGroup, arguments: Sequence[str], *, is_debugging: bool) -> int:
    try:
        code = app.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:  # whoever reads our output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is flushed at the end
        return ExitCode.DONE
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        hint = f"`{context.command_path if context else PROGRAM} --help` lists what there is"
        say(error.format_message(), hint=hint, code="wrong-use")
        return error.exit_code
    except Exception as error:  # a person reads a sentence; the traceback is there with --debug
        if is_debugging:
            raise
        return _told(error)
    return code if isinstance(code, int) else ExitCode.DONE


def _told(error: Exception) -> int:
    if isinstance(error, OmnichannelError):
        return tell(error)
    what = f"a fault of ours: {type(error).__name__}: {error}"
    say(what, hint="give the command again with `--debug`, and report what it prints", code="fault")
    return ExitCode.FAILED


def _moved_forward(arguments: Sequence[str]) -> list[str]:
    """Put the options that may stand anywhere where the parser takes them."""
    wanted = [one for one in ANYWHERE if one in arguments]
    return [*wanted, *(one for one in arguments if one not in ANYWHERE)]


def _installed_commands() -> "Sequence[Command]":
    from omnichannel.plugins.commands import installed_commands

    return installed_commands()


def start(
    context: typer.Context,
    shows_version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Print plain text; so does NO_COLOR.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code it fails.")] = False,
) -> None:
    """One message, many channels, delivered once."""
    del no_color, debug  # `run` has seen them already, wherever they stood
    if shows_version:
        from importlib.metadata import version

        typer.echo(f"{PROGRAM} {version('omnichannel-core')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


if __name__ == "__main__":
    main()
