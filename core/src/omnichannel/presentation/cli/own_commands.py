"""The commands of the core, in the order in which help lists them."""

from typing import NamedTuple


class OwnCommand(NamedTuple):
    """
    A command, or a group of commands.

    Attributes:
        opens: "module:attribute", a function as typer takes it, or a `typer.Typer`; imported when it is run.
    """

    name: str
    help: str
    opens: str


OWN_COMMANDS: tuple[OwnCommand, ...] = ()
