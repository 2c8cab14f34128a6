"""`omnichannel webhooks`: the commands on programs that are told what happens."""

import typer

from omnichannel.presentation.cli.webhooks.keeping import add, pause, remove, resume, rotate
from omnichannel.presentation.cli.webhooks.listing import list_webhooks, log, show
from omnichannel.presentation.cli.webhooks.telling import replay, send_test

app = typer.Typer(
    help="Tell other programs what happens here.",
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
)
app.command("add")(add)
app.command("list")(list_webhooks)
app.command("show")(show)
app.command("test")(send_test)
app.command("log")(log)
app.command("replay")(replay)
app.command("rotate")(rotate)
app.command("pause")(pause)
app.command("resume")(resume)
app.command("remove")(remove)
