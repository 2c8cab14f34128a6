"""`omnichannel webhooks list`, `show` and `log`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.moments import full_time, zone_here
from omnichannel.presentation.cli.options import AsJson, Home, Quiet, TokenFile, Url
from omnichannel.presentation.cli.printing import (
    line_width,
    print_hint,
    print_json,
    print_lines,
    print_note,
    print_text,
)
from omnichannel.presentation.cli.short_ids import short
from omnichannel.presentation.cli.signs import ACCOUNT, DELIVERY, mark, sign_of, word
from omnichannel.presentation.cli.tables import Column, table
from omnichannel.presentation.cli.webhooks.finding import Endpoint, webhook_found

if TYPE_CHECKING:
    from omnichannel.application.dtos.webhooks import EventDeliveryOut, WebhookOut

COLUMNS = (
    Column(),
    Column(title="Webhook"),
    Column(title="Address", shrinks_to=16),
    Column(title="Events", shrinks_to=10),
    Column(title="State"),
)
LOG_COLUMNS = (
    Column(title="Delivery"),
    Column(title="Event", shrinks_to=12),
    Column(title="State"),
    Column(title="Answer"),
    Column(title="Tries"),
    Column(title="Note", shrinks_to=8),
)


def list_webhooks(
    quiet: Quiet = False,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """List the programs that are told what happens."""
    with connected(url, home, token_file) as client:
        webhooks = client.webhooks.list()
    if as_json:
        print_json({"items": [one.model_dump(mode="json") for one in webhooks]})
    elif quiet:
        for one in webhooks:
            print(one.id)
    elif not webhooks:
        print_note("No webhook yet")
        print_hint("`omnichannel webhooks add URL`")
    else:
        print_lines(table(COLUMNS, [_row(one) for one in webhooks], width=line_width()))


def show(
    webhook: Endpoint,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Show an endpoint: its address, what it is told, and why it is paused."""
    with connected(url, home, token_file) as client:
        found = webhook_found(client, webhook)
    if as_json:
        print_json(found)
        return
    facts = (
        ("id", str(found.id)),
        ("address", found.url),
        ("events", ", ".join(found.events)),
        ("for", found.description),
        ("state", sign_of(found.state, ACCOUNT).word),
        ("why", found.pause_reason),
        ("since", full_time(found.created_at, zone_here())),
    )
    for name, told in facts:
        if told:
            print_text(told, lead=f"{name:<8}  ")


def log(
    webhook: Endpoint,
    limit: Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="How many at most.")] = 20,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Show what an endpoint was told, newest first, and what it answered."""
    with connected(url, home, token_file) as client:
        told = list(islice(client.webhooks.deliveries(webhook_found(client, webhook).id), limit))
    if as_json:
        print_json({"items": [one.model_dump(mode="json") for one in told]})
    elif not told:
        print_note("Nothing was told yet")
    else:
        print_lines(table(LOG_COLUMNS, [_told_row(one) for one in told], width=line_width()))


def _row(one: WebhookOut) -> Sequence[Text | str]:
    sign = sign_of(one.state, ACCOUNT)
    address = one.url or one.description or "-"
    return (mark(sign), Text(short(one.id), style="cyan"), address, ", ".join(one.events), word(sign))


def _told_row(one: EventDeliveryOut) -> Sequence[Text | str]:
    answer = "-" if one.status is None else str(one.status)
    note = "-" if one.state == "published" else one.reason or "-"
    state = word(sign_of(one.state, DELIVERY))
    return (Text(short(one.id), style="cyan"), one.event, state, answer, str(one.attempts), note)
