"""
Commands that are imported when they are run, or when their own --help is asked for.

Ours stand in a table (own_commands.py), those of plugins in their manifests.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand
from typer.main import get_command

from omnichannel.presentation.cli.failures import CommandBroken
from omnichannel.presentation.cli.quick_group import QuickGroup

if TYPE_CHECKING:
    from omnichannel.plugins.manifests import Command
    from omnichannel.presentation.cli.own_commands import OwnCommand

Commands = Callable[[], "Sequence[Command]"]


class LazyCommand(TyperCommand):
    """Stands for a command until it is needed."""

    def __init__(self, command: "Command | OwnCommand") -> None:
        super().__init__(command.name, help=command.help)
        self._command = command

    def opened(self) -> Any:
        """
        Give the real command.

        Raises:
            CommandBroken: its module does not import, or has no such function.
        """
        return opened(self._command)

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        """Let the real command read the arguments. Raises as `opened`."""
        return self.opened().make_context(info_name, args, parent, **extra)


class LazyGroup(QuickGroup):
    """The commands of our own, and those of plugins: they are asked for when one of ours does not fit."""

    extra: Commands | None = None

    def list_commands(self, ctx: Any) -> list[str]:
        """Name all commands, ours first."""
        self._add_extra()
        return super().list_commands(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Give a command; None where nobody has it."""
        if cmd_name not in self.commands:
            self._add_extra()
        return super().get_command(ctx, cmd_name)

    def _add_extra(self) -> None:
        extra, self.extra = self.extra, None
        for command in extra() if extra else ():
            self.commands.setdefault(command.name, LazyCommand(command))


def opened(command: "Command | OwnCommand") -> Any:
    """
    Import what *command* opens (a function, or a typer application with commands of its own).

    Raises:
        CommandBroken: as `LazyCommand.opened`.
    """
    module, _, name = command.opens.partition(":")
    try:
        function = getattr(import_module(module), name)
    except Exception as error:  # a plugin may fail in any way while it is imported
        reason = f"{type(error).__name__}: {error}"
        raise CommandBroken(command.name, command.opens, reason) from error
    if isinstance(function, typer.Typer):
        function.info.cls = QuickGroup
        return get_command(function)
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(command.name, help=command.help)(function)
    return get_command(app)
