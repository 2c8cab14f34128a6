"""From a message to its deliveries: one for each account, and each address where there are any."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
from omnichannel.domain.target import Recipient, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """
    A delivery that is to be made.

    Attributes:
        place: where in the request it is asked for, as a JSON pointer.
        step: its place in its chain; 0 also where it has none.
        after: how long it waits for evidence of the step before; None: for its failure.
    """

    account_id: UUID
    place: str
    address: str | None = None
    name: str | None = None
    step: int = 0
    after: timedelta | None = None


def deliveries_of(
    message: Message, accounts: Mapping[UUID, Account], *, now: datetime
) -> list[ChannelDelivery]:
    """
    Make the deliveries of *message*, due at its time, or held while a draft; ids keep their order.

    Of a chain all are made, and all but the first stand by.
    """
    chains = [*chains_of(message.targets)]
    ids = iter(sorted(new_id() for seats in chains for _ in seats))
    made = (_chain(message, seats, [next(ids) for _ in seats], accounts, now) for seats in chains)
    return [delivery for chain in made for delivery in chain]


def _chain(
    message: Message,
    seats: Sequence[Seat],
    ids: Sequence[UUID],
    accounts: Mapping[UUID, Account],
    now: datetime,
) -> Iterator[ChannelDelivery]:
    state, due_at = start_of(message, now=now)
    waits = [*(seat.after for seat in seats[1:]), None]
    for seat, id, wait in zip(seats, ids, waits, strict=True):
        yield ChannelDelivery(
            id=id,
            message_id=message.id,
            workspace_id=message.workspace_id,
            account_id=seat.account_id,
            channel=accounts[seat.account_id].channel,
            state=DeliveryState.STANDBY if seat.step else state,
            updated_at=now,
            address=seat.address,
            recipient_name=seat.name,
            due_at=None if seat.step else due_at,
            chain_id=ids[0] if len(seats) > 1 else None,
            chain_step=seat.step,
            chain_wait_seconds=None if wait is None else int(wait.total_seconds()),
        )


def chains_of(targets: Iterable[Target]) -> Iterator[list[Seat]]:
    """Give the deliveries that *targets* ask for, each with those that take over from it."""
    for t, target in enumerate(targets):
        if not target.recipients and target.recipient_list_id is None:
            yield [Seat(account_id=target.account_id, place=f"/targets/{t}")]
        for r, person in enumerate(target.recipients):
            where = f"/targets/{t}/recipients/{r}"
            for a, address in enumerate(person.addresses):
                place = f"{where}/addresses/{a}"
                first = Seat(account_id=target.account_id, place=place, address=address, name=person.name)
                yield [first, *(_others(target, person, where) if a == 0 else ())]


def _others(target: Target, person: Recipient, where: str) -> Iterator[Seat]:
    """A step at which somebody has no address is passed over."""
    for step, (fallback, address) in enumerate(zip(target.fallbacks, person.otherwise, strict=False)):
        if address is not None:
            yield Seat(
                account_id=fallback.account_id,
                place=f"{where}/otherwise/{step}",
                address=address,
                name=person.name,
                step=step + 1,
                after=fallback.after,
            )


def begun(deliveries: Iterable[ChannelDelivery], message: Message, *, now: datetime) -> list[ChannelDelivery]:
    """Give *deliveries*; where the first steps of a chain are skipped from the start, the next one begins."""
    state, due_at = start_of(message, now=now)
    led: set[UUID] = set()
    made: list[ChannelDelivery] = []
    for one in deliveries:
        chain, is_first = one.chain_id, one.chain_id not in led
        takes_over = chain is not None and is_first and one.state is DeliveryState.STANDBY
        made.append(replace(one, state=state, due_at=due_at) if takes_over else one)
        if chain is not None and one.state is not DeliveryState.SKIPPED:
            led.add(chain)
    return made


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
