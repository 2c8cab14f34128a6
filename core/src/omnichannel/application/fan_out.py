"""From a message to its deliveries: one for each account, and each address where there are any."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from omnichannel.domain.account import Account
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.identifiers import derived_id, new_id
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.recipient_list import ListedRecipient, RecipientList
from omnichannel.domain.standing import address_key
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


def fan_outs_of(message: Message, lists: Mapping[UUID, RecipientList], *, now: datetime) -> list[FanOut]:
    """Make a fan-out for each target with a list; due now, or never while the message is a draft."""
    due_at = now if message.editorial is Editorial.SCHEDULED else None
    return [
        FanOut(
            id=new_id(),
            workspace_id=message.workspace_id,
            message_id=message.id,
            account_id=target.account_id,
            list_id=target.recipient_list_id,
            total=lists[target.recipient_list_id].count,
            due_at=due_at,
        )
        for target in message.targets
        if target.recipient_list_id is not None
    ]


def deliveries_to(
    people: Iterable[ListedRecipient],
    message: Message,
    account: Account,
    origin: FanOut,
    *,
    leave: Collection[str],
    now: datetime,
) -> list[ChannelDelivery]:
    """
    Make the deliveries to people of a list; the same person always gets the same id.

    Args:
        leave: `address_key` of those who get one anyway.
    """
    state, due_at = start_of(message, now=now)
    return [
        ChannelDelivery(
            id=derived_id(origin.id, person.position),
            message_id=message.id,
            workspace_id=message.workspace_id,
            account_id=account.id,
            channel=account.channel,
            state=state,
            updated_at=now,
            address=person.address,
            recipient_name=person.name,
            due_at=due_at,
        )
        for person in people
        if address_key(person.address) not in leave
    ]


def named_addresses(message: Message, account_id: UUID) -> Iterator[str]:
    """Give the `address_key` of everybody whom the message itself names for *account_id*."""
    for target in message.targets:
        if target.account_id == account_id:
            yield from (address_key(address) for address, _ in addresses_of(target) if address is not None)


def first_due(deliveries: Iterable[ChannelDelivery], fan_outs: Iterable[FanOut] = ()) -> datetime | None:
    """Give the earliest moment at which somebody must look at one of them; None where nobody must."""
    delivered, fanned = [one.due_at for one in deliveries], [one.due_at for one in fan_outs]
    return min((due for due in delivered + fanned if due is not None), default=None)


def start_of(message: Message, *, now: datetime) -> tuple[DeliveryState, datetime | None]:
    """Say in which state a message's deliveries start, and when they are due (never before *now*)."""
    if message.editorial is not Editorial.SCHEDULED or message.schedule is None:
        return DeliveryState.HELD, None
    return DeliveryState.SCHEDULED, max(message.schedule.instant, now)


def addresses_of(target: Target) -> Iterator[tuple[str | None, str | None]]:
    """Give (address, name) of each delivery that *target* makes; those to its list are made later."""
    if not target.recipients and target.recipient_list_id is None:
        yield None, None
    for person in target.recipients:
        for address in person.addresses:
            yield address, person.name
