"""`omnichannel webhooks test` and `replay`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.options import AsJson, Home, TokenFile, Url
from omnichannel.presentation.cli.printing import print_json, print_note, print_text
from omnichannel.presentation.cli.webhooks.finding import Endpoint, webhook_found

if TYPE_CHECKING:
    from omnichannel.application.dtos.webhooks import EventDeliveryOut, ReplayOut
    from omnichannel.client import Client

LONGEST_WAIT_SECONDS = 15.0
EVERY_SECONDS = 0.2


def send_test(
    webhook: Endpoint,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> int:
    """Send an endpoint a test, and wait for its answer. Exits with 1 unless the endpoint accepts it."""
    with connected(url, home, token_file) as client:
        found = webhook_found(client, webhook)
        told = _answered(client, found.id, client.webhooks.test(found.id))
    if as_json:
        print_json(told)
    elif told.state == "published":
        print_text(f"it answered {told.status}", lead="✓ ")
    else:
        print_text(told.reason or "there is no answer yet", lead="✗ ")
    return ExitCode.DONE if told.state == "published" else ExitCode.FAILED


def replay(
    webhook: Endpoint,
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="Events of then or later: 2027-03-01T08:00:00Z.")
    ] = None,
    delivery: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Single ones, as `log --json` shows them.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Resend everything (default: only what failed).")
    ] = False,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Send events again, under the ids that they had."""
    from datetime import datetime

    try:
        moment = None if since is None else datetime.fromisoformat(since)
    except ValueError:
        hint = "write it like 2027-03-01T08:00:00Z"
        raise CommandFailed(f"{since!r} is no time", hint=hint, code="wrong-time") from None
    with connected(url, home, token_file) as client:
        found = webhook_found(client, webhook)
        moment = moment if moment is None or moment.tzinfo else moment.astimezone()
        again = client.webhooks.replay(
            found.id, since=moment, delivery_ids=delivery or None, everything=everything
        )
    if as_json:
        print_json(again)
    else:
        print_note(_sent_again(again))


def _sent_again(again: ReplayOut) -> str:
    what = "1 event is" if again.count == 1 else f"{again.count or 'no'} events are"
    return f"{what} sent again{'; ask once more for the rest' if again.more else ''}"


def _answered(client: Client, id: object, told: EventDeliveryOut) -> EventDeliveryOut:
    """Wait until the test has been tried."""
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while not told.tries and time.monotonic() < until:
        time.sleep(EVERY_SECONDS)
        told = next((one for one in client.webhooks.deliveries(str(id)) if one.id == told.id), told)
    return told
