"""docs/reference/cli.md: every command with its arguments and options, from the commands themselves."""

from typing import Any

from typer import Context
from typer.cli import get_docs_for_click

from docs.generators.markdown import GENERATED, joined, table
from omnichannel.plugins.commands import installed_commands
from omnichannel.presentation.cli.exit_codes import MEANINGS
from omnichannel.presentation.cli.extra_commands import LazyCommand
from omnichannel.presentation.cli.main import PROGRAM, build_app

INTRODUCTION = """\
# The command line

`omnichannel --help`, and `--help` after every command, tell the same."""


def cli_page() -> str:
    """Describe the core's commands, and those of the plugins in this repository."""
    app: Any = build_app(installed_commands)
    context = Context(app, info_name=PROGRAM)
    for name in app.list_commands(context):
        command = app.get_command(context, name)
        app.commands[name] = _named(command.opened(), name) if isinstance(command, LazyCommand) else command
    told = get_docs_for_click(obj=app, ctx=context, name=PROGRAM, indent=1)
    return joined([GENERATED, INTRODUCTION, told.strip(), _exit_codes()]) + "\n"


def _exit_codes() -> str:
    rows = [(f"`{code.value}`", meaning) for code, meaning in MEANINGS.items()]
    told = "Every command ends with one of these; `omnichannel help exit-codes` lists them, too."
    return joined(["## Exit codes", told, table(("code", "meaning"), rows)])


def _named(command: Any, name: str) -> Any:
    """A group of commands learns its name from the table that it stands in."""
    command.name = name
    return command
