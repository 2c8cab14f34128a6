"""From a message to its deliveries: one for each account, and each address where there are any."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from omnichannel.domain.account import Account
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.target import Target


def deliveries_of(
    message: Message, accounts: Mapping[UUID, Account], *, now: datetime
) -> list[ChannelDelivery]:
    """Make the deliveries of *message*, due at its time, or held while a draft; ids keep their order."""
    state, due_at = start_of(message, now=now)
    places = [(target, *place) for target in message.targets for place in addresses_of(target)]
    ids = sorted(new_id() for _ in places)
    return [
        ChannelDelivery(
            id=id,
            message_id=message.id,
            workspace_id=message.workspace_id,
            account_id=target.account_id,
            channel=accounts[target.account_id].channel,
            state=state,
            updated_at=now,
            address=address,
            recipient_name=name,
            due_at=due_at,
        )
        for id, (target, address, name) in zip(ids, places, strict=True)
    ]


def start_of(message: Message, *, now: datetime) -> tuple[DeliveryState, datetime | None]:
    """Say in which state a message's deliveries start, and when they are due (never before *now*)."""
    if message.editorial is not Editorial.SCHEDULED or message.schedule is None:
        return DeliveryState.HELD, None
    return DeliveryState.SCHEDULED, max(message.schedule.instant, now)


def addresses_of(target: Target) -> Iterator[tuple[str | None, str | None]]:
    """Give (address, name) of each delivery that *target* makes."""
    if not target.recipients:
        yield None, None
    for person in target.recipients:
        for address in person.addresses:
            yield address, person.name
