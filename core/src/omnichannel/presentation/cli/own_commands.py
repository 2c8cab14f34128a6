"""The commands of the core, in the order in which help lists them."""

from typing import NamedTuple

HERE = "omnichannel.presentation.cli"


class OwnCommand(NamedTuple):
    """
    A command, or a group of commands.

    Attributes:
        opens: "module:attribute", a function as typer takes it, or a `typer.Typer`; imported when it is run.
    """

    name: str
    help: str
    opens: str


OWN_COMMANDS: tuple[OwnCommand, ...] = (
    OwnCommand("send", "Publish a message and see it arrive.", f"{HERE}.sending.command:send"),
    OwnCommand("messages", "List, show, cancel, retry and resolve messages.", f"{HERE}.messages.group:app"),
    OwnCommand("explain", "Say why something is not published yet.", f"{HERE}.explaining:explain"),
    OwnCommand("retry", "Send again what failed.", f"{HERE}.messages.mending:retry"),
    OwnCommand("resolve", "Say what became of a post nobody knows of.", f"{HERE}.messages.mending:resolve"),
    OwnCommand("accounts", "Add, connect, list and pause accounts.", f"{HERE}.accounts.group:app"),
    OwnCommand("webhooks", "Tell other programs what happens.", f"{HERE}.webhooks.group:app"),
    OwnCommand("channels", "List and show channels.", f"{HERE}.channels:app"),
    OwnCommand("plugins", "Show, repair, enable and disable plugins.", f"{HERE}.local.plugins:app"),
    OwnCommand("doctor", "Say what is wrong, and what mends it.", f"{HERE}.local.checkup:doctor"),
    OwnCommand("config", "Show and explain settings.", f"{HERE}.local.config:app"),
    OwnCommand("db", "Show and upgrade the database's schema.", f"{HERE}.local.database:app"),
    OwnCommand("backup", "Write everything into one file.", f"{HERE}.local.backup:backup"),
    OwnCommand("restore", "Restore a backup into an empty home.", f"{HERE}.local.restore:restore"),
    OwnCommand("help", "Show help, also on exit codes: help exit-codes.", f"{HERE}.help_topics:help_on"),
)
