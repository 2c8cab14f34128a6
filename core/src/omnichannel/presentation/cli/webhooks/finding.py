"""Which endpoint a command is about: its address, its description, its id, or the end of its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.short_ids import LEAST

if TYPE_CHECKING:
    from omnichannel.application.dtos.webhooks import WebhookOut
    from omnichannel.client import Client

Endpoint = Annotated[
    str, typer.Argument(metavar="WEBHOOK", help="Its address or description, its id, or the end of it.")
]


def webhook_found(client: Client, given: str) -> WebhookOut:
    """
    Find the endpoint.

    Raises:
        CommandFailed: there is none such, or several.
    """
    fitting = [one for one in client.webhooks.list() if _is_named(one, given.strip())]
    if len(fitting) != 1:
        what = "several webhooks are" if fitting else "no webhook is"
        hint = "`omnichannel webhooks list` shows them; say the id"
        raise CommandFailed(f"{what} called {given!r}", hint=hint, code="no-such-webhook")
    return fitting[0]


def _is_named(one: WebhookOut, given: str) -> bool:
    digits = given.lower().replace("-", "")
    return given in (one.url, one.description) or (len(digits) >= LEAST and one.id.hex.endswith(digits))
