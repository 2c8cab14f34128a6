"""`omnichannel messages`: the commands on messages that are there."""

import typer

from omnichannel.presentation.cli.messages.listing import list_messages
from omnichannel.presentation.cli.messages.mending import cancel, resolve, retry
from omnichannel.presentation.cli.messages.showing import show

app = typer.Typer(
    help="List, show, cancel, retry and resolve messages.",
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
)
app.command("list")(list_messages)
app.command("show")(show)
app.command("cancel")(cancel)
app.command("retry")(retry)
app.command("resolve")(resolve)
