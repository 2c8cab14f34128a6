"""`omnichannel accounts`: the commands on accounts."""

import typer

from omnichannel.presentation.cli.accounts.adding import add, reconnect
from omnichannel.presentation.cli.accounts.authorizing import connect
from omnichannel.presentation.cli.accounts.listing import list_accounts
from omnichannel.presentation.cli.accounts.minding import delete, pause, probe, refresh, resume
from omnichannel.presentation.cli.accounts.quota import quota

app = typer.Typer(
    help="Add, connect, list and pause accounts.",
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
)
app.command("list")(list_accounts)
app.command("add")(add)
app.command("connect")(connect)
app.command("reconnect")(reconnect)
app.command("probe")(probe)
app.command("refresh")(refresh)
app.command("quota")(quota)
app.command("pause")(pause)
app.command("resume")(resume)
app.command("delete")(delete)
