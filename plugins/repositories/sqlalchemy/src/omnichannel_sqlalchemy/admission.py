"""Who of the claimed may publish now: the lanes are asked here, in memory. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from omnichannel.domain.account import Account, AccountState
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.lane import Lane, Rate, reserve
from omnichannel.domain.message import Message

STARTS = frozenset({DeliveryState.SCHEDULED, DeliveryState.RELEASED, DeliveryState.WAITING})
"""States from which a claim begins an attempt."""

SLOT_KEEPS = timedelta(seconds=10)
"""How late a reserved slot may be used; after an outage nobody may use hundreds of old ones at once."""


@dataclass(frozen=True, slots=True)
class Taken:
    """
    A delivery that was just claimed.

    Attributes:
        was_due_at: when it was due, before the lease took that place.
        has_slot: that time was a slot which its lane had reserved for it.
    """

    delivery: ChannelDelivery
    came_from: DeliveryState
    was_due_at: datetime
    has_slot: bool


@dataclass(slots=True)
class Admission:
    """
    What the lanes said.

    Attributes:
        lanes: those that changed, each with its workspace.
        back: who goes back to waiting, until its slot; None: until its account is woken.
        late: who comes too late for its message, in which state it ends or is held, and why.
    """

    lanes: list[tuple[Lane, UUID]] = field(default_factory=list)
    back: dict[UUID, datetime | None] = field(default_factory=dict)
    late: dict[UUID, tuple[DeliveryState, str]] = field(default_factory=dict)

    def turned_away(self, id: UUID) -> bool:
        """Say whether the delivery is not to be worked on now."""
        return id in self.back or id in self.late


def admit(
    taken: Sequence[Taken],
    *,
    messages: Mapping[UUID, Message],
    accounts: Mapping[UUID, Account],
    lanes: Mapping[UUID, Lane],
    rates: Mapping[str, Rate | None],
    now: datetime,
) -> Admission:
    """Ask the lane of each account about those of *taken* that are about to be published, in their order."""
    said = Admission()
    said.late = dict(_too_late(taken, messages, now))
    in_time = [each for each in taken if each.delivery.id not in said.late]
    for account_id, posts in _by_account(in_time).items():
        if accounts[account_id].state is AccountState.PAUSED:
            said.back.update((post.delivery.id, None) for post in posts)
        else:
            _ask(lanes[account_id], rates.get(posts[0].delivery.channel), posts, now=now, said=said)
    return said


def _too_late(
    taken: Sequence[Taken], messages: Mapping[UUID, Message], now: datetime
) -> Iterator[tuple[UUID, tuple[DeliveryState, str]]]:
    """Only what begins now can be too late: of what began before, something may be out."""
    for each in taken:
        message = messages[each.delivery.message_id]
        late, schedule = message.lateness, message.schedule
        if late is None or schedule is None or each.came_from not in STARTS:
            continue
        if now > late.deadline(schedule, each.delivery.asked_at):
            state = DeliveryState.MISSED if late.otherwise == "miss" else DeliveryState.HELD
            yield each.delivery.id, (state, late.reason(schedule, now))


def _by_account(taken: Sequence[Taken]) -> dict[UUID, list[Taken]]:
    groups: dict[UUID, list[Taken]] = {}
    for each in taken:
        if each.delivery.state is DeliveryState.PUBLISHING:
            groups.setdefault(each.delivery.account_id, []).append(each)
    return groups


def _ask(lane: Lane, rate: Rate | None, posts: Sequence[Taken], *, now: datetime, said: Admission) -> None:
    """Whoever reserved a slot before does not ask again: it would be sent to the end of the row for ever."""
    is_closed = lane.closed_until is not None and lane.closed_until > now
    asking = [post for post in posts if is_closed or not _holds_slot(post, now)]
    after, slots = reserve(lane, rate, posts=len(asking), now=now)
    if asking and after != lane:
        said.lanes.append((after, posts[0].delivery.workspace_id))
    said.back.update((post.delivery.id, slot) for post, slot in zip(asking, slots, strict=True) if slot > now)


def _holds_slot(post: Taken, now: datetime) -> bool:
    return post.has_slot and now - post.was_due_at <= SLOT_KEEPS
