"""Messages with more deliveries than stand in them."""

from collections.abc import AsyncIterator
from typing import Any

from omnichannel.application.dtos.deliveries import DeliveryFacts, DeliveryOut, DeliveryPage
from omnichannel.application.dtos.messages import MessageDetailOut
from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.aio.paging import pages
from omnichannel.client.progress import HELD_UP, going, may_be_held_up, needs_person


async def with_all_deliveries(connection: AsyncConnection, message: MessageDetailOut) -> MessageDetailOut:
    """Read what does not stand in *message*, page by page; see `AsyncMessages.whole`."""
    if message.all_deliveries is None:
        return message
    shown = {delivery.id: delivery for delivery in message.deliveries}
    found = pages(connection, "/v1/deliveries", DeliveryPage, message_id=message.id)
    listed = {delivery.id: delivery async for delivery in found}
    whole = [shown.get(id) or _without_attempts(listed[id]) for id in sorted(listed)]
    return message.model_copy(update={"deliveries": whole, "all_deliveries": None})


async def is_settled(connection: AsyncConnection, message: MessageDetailOut) -> bool:
    """
    Say whether nothing more happens by itself: every delivery has ended or needs a person.

    Deliveries that do not stand in *message* are asked for only where all that goes on may stand still.
    """
    left = going(message)
    if not left or not may_be_held_up(message):
        return not left
    still = 0
    async for delivery in _held_up(connection, message):
        if not needs_person(delivery):
            return False
        still += 1
    return still >= left  # fewer: something has moved since the message was read


async def _held_up(connection: AsyncConnection, message: MessageDetailOut) -> AsyncIterator[DeliveryFacts]:
    if message.all_deliveries is None:
        for shown in message.deliveries:
            if shown.state in HELD_UP:
                yield shown
        return
    asked: dict[str, Any] = {"message_id": message.id, "state": HELD_UP}
    async for listed in pages(connection, "/v1/deliveries", DeliveryPage, **asked):
        yield listed


def _without_attempts(listed: DeliveryFacts) -> DeliveryOut:
    return DeliveryOut(**listed.model_dump(exclude={"message_id"}), tries=[])
