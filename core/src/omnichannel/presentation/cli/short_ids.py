"""
Short ids: what people read and type instead of 36 characters.

Ids begin with the time they were made, so those of one quarter of an hour begin alike; their ends are
random. A short id is the last eight digits. Any beginning or end that fits one message only is
understood, from four digits on. A delivery is its message and its number: "7c31e9a2/d2".
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

from omnichannel.presentation.cli.failures import CommandFailed

if TYPE_CHECKING:
    from omnichannel.application.dtos.deliveries import DeliveryOut
    from omnichannel.application.dtos.messages import MessageDetailOut
    from omnichannel.client import Client

SHORT = 8
LEAST = 4
MOST_LOOKED_AT = 2_000
DIGITS = re.compile(r"[0-9a-f]{4,32}")
NUMBER = re.compile(r"d?([1-9][0-9]{0,5})")
LIST = "`omnichannel messages list` shows the newest"


def short(id: UUID) -> str:
    """Give the short id."""
    return id.hex[-SHORT:]


def delivery_name(message: MessageDetailOut, delivery: DeliveryOut) -> str:
    """Give the name of a delivery: its message and its number. *message* is whole."""
    ids = (one.id for one in message.deliveries)
    place = next(place for place, id in enumerate(ids) if id == delivery.id)
    return f"{short(message.id)}/d{place + 1}"


def message_id(client: Client, given: str) -> UUID:
    """
    Find the message that is meant; a whole id is not looked for.

    Raises:
        CommandFailed: none fits, or more than one.
    """
    digits = given.strip().lower().replace("-", "").lstrip("…")
    if len(digits) == 32 and DIGITS.fullmatch(digits):
        return UUID(digits)
    if not DIGITS.fullmatch(digits):
        what = f"`{given}` is no id of a message"
        raise CommandFailed(what, hint=f"an id has at least {LEAST} of the digits 0-9 and a-f; {LIST}")
    found = [one.id for one in islice(client.messages.list(), MOST_LOOKED_AT) if _fits(one.id, digits)]
    if not found:
        raise CommandFailed(f"no message `{given}`", hint=LIST, code="not-found")
    if len(found) > 1:
        shown = ", ".join(f"`{id}`" for id in found[:4])
        raise CommandFailed(f"`{given}` fits {len(found)} messages", hint=f"write more of it: {shown}")
    return found[0]


def message_and_deliveries(client: Client, given: str) -> tuple[MessageDetailOut, list[DeliveryOut]]:
    """
    Find a message, and of its deliveries the one that is named; all of them where none is.

    All that there are stand in it, however many; see `messages.whole`.

    Raises:
        CommandFailed: as `message_id`; or the message has no delivery of that number.
    """
    named, _, number = given.partition("/")
    message = client.messages.whole(client.messages.get(message_id(client, named)))
    if not number:
        return message, list(message.deliveries)
    match = NUMBER.fullmatch(number.lower())
    place = int(match[1]) if match else 0
    if not 1 <= place <= len(message.deliveries):
        hint = f"it has d1 to d{len(message.deliveries)}; `omnichannel messages show {named}` lists them"
        raise CommandFailed(f"message `{named}` has no delivery `{number}`", hint=hint, code="not-found")
    return message, [message.deliveries[place - 1]]


def _fits(id: UUID, digits: str) -> bool:
    return id.hex.endswith(digits) or id.hex.startswith(digits)
