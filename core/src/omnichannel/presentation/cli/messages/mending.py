"""`omnichannel messages cancel`, `retry` and `resolve`: what a person decides about a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from omnichannel.presentation.cli.channels import no_channel
from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.options import AsJson, Home, TokenFile, Url
from omnichannel.presentation.cli.printing import print_hint, print_json, print_lines
from omnichannel.presentation.cli.short_ids import (
    delivery_name,
    message_and_deliveries,
    message_id,
    short,
)
from omnichannel.presentation.cli.signs import DELIVERY, MESSAGE, mark, sign_of, word

if TYPE_CHECKING:
    from omnichannel.application.dtos.deliveries import DeliveryOut
    from omnichannel.application.dtos.messages import MessageDetailOut

Outcome = Literal["published", "failed", "send-again"]
Message = Annotated[str, typer.Argument(metavar="MESSAGE", help="Its id, or the end of it.")]
MessageOrDelivery = Annotated[
    str, typer.Argument(metavar="MESSAGE[/dN]", help="A message, or one of its deliveries.")
]
AGAIN = frozenset({"failed", "missed"})
MOST_SHOWN = 20


def cancel(
    message: Message,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Call a message off. What is published stays published."""
    with connected(url, home, token_file) as client:
        left = client.messages.cancel(message_id(client, message))
    if as_json:
        print_json(left)
        return
    sign = sign_of(left.status, MESSAGE)
    called_off = left.counts.get("cancelled", 0)
    counted = f"{called_off} of {sum(left.counts.values())} deliveries called off"
    print_lines([mark(sign) + f" {short(left.id)}  " + word(sign) + f"  {counted}"])


def retry(
    message: MessageOrDelivery,
    channel: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what failed on this channel.")
    ] = None,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Send again what failed, and send what came too late."""
    with connected(url, home, token_file) as client:
        found, deliveries = message_and_deliveries(client, message)
        meant = deliveries if "/" in message else _lost(found, deliveries, channel)
        again = [client.deliveries.retry(delivery.id) for delivery in meant]
    if as_json:
        print_json({"items": [delivery.model_dump(mode="json") for delivery in again]})
        return
    _print(found, meant, again)
    print_hint(f"`omnichannel messages show {short(found.id)}` tells what becomes of it")


def resolve(
    delivery: MessageOrDelivery,
    outcome: Annotated[
        Outcome,
        typer.Argument(help="It is there; it is not and should not be; it is not and should be sent."),
    ],
    seen_at: Annotated[
        str | None, typer.Option("--seen-at", metavar="URL", help="Where it is seen, for `published`.")
    ] = None,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """
    Say what became of a post that nobody knows of. Look on the platform first.

    send-again publishes it a second time if it is there already.
    """
    with connected(url, home, token_file) as client:
        found, deliveries = message_and_deliveries(client, delivery)
        meant = deliveries[0] if "/" in delivery else _asking(found)
        wanted: Literal["published", "failed", "send_again"] = (
            "send_again" if outcome == "send-again" else outcome
        )
        answer = client.deliveries.resolve(meant.id, wanted, url=seen_at)
    if as_json:
        print_json(answer)
    else:
        _print(found, [meant], [answer])


def _lost(
    message: MessageDetailOut, deliveries: Sequence[DeliveryOut], channel: str | None
) -> list[DeliveryOut]:
    of_channel = [one for one in deliveries if channel in (None, one.channel)]
    lost = [one for one in of_channel if one.state in AGAIN or one.is_held_back]
    if lost:
        return lost
    if deliveries and not of_channel:
        raise no_channel(str(channel), sorted({one.channel for one in deliveries}))
    where = f" on {channel}" if channel else ""
    hint = f"`omnichannel messages show {short(message.id)}` shows where each delivery is"
    raise CommandFailed(f"nothing of message {short(message.id)} failed{where}", hint=hint)


def _asking(message: MessageDetailOut) -> DeliveryOut:
    asking = [one for one in message.deliveries if one.asks_person]
    if len(asking) == 1:
        return asking[0]
    if not asking:
        what = f"nothing of message {short(message.id)} waits for your word"
        raise CommandFailed(what, hint=f"`omnichannel messages show {short(message.id)}`")
    names = " ".join(f"`{delivery_name(message, one)}`" for one in asking[:5])
    what = f"{len(asking)} deliveries of message {short(message.id)} wait for your word"
    raise CommandFailed(what, hint=f"say which: {names}")


def _print(message: MessageDetailOut, meant: Sequence[DeliveryOut], now: Sequence[DeliveryOut]) -> None:
    for before, after in list(zip(meant, now, strict=True))[:MOST_SHOWN]:
        sign = sign_of(after.state, DELIVERY)
        name = f" {delivery_name(message, before)}  {after.channel}  "
        print_lines([mark(sign) + name + word(sign)])
    if len(now) > MOST_SHOWN:
        print_lines([f"… and {len(now) - MOST_SHOWN:,} more"])
