"""Who of the claimed may publish now: the lanes are asked here, in memory. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from omnichannel.domain.account import Account, AccountState
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.lane import FREE, Lane, LaneRules, WaitsFor, reserve, reserve_apart
from omnichannel.domain.message import Message

STARTS = frozenset({DeliveryState.SCHEDULED, DeliveryState.RELEASED, DeliveryState.WAITING})
"""States from which a claim begins an attempt."""

SLOT_KEEPS = timedelta(seconds=10)
"""How late a reserved slot may be used; after an outage nobody may use hundreds of old ones at once."""


LOOK_AGAIN = timedelta(minutes=1)
"""How long who waits for an earlier post is left alone at most: the end of that one makes it due at once."""

Place = tuple[datetime, UUID]
"""The place of a post in the order of its account: the time it is meant for, and its id."""


@dataclass(frozen=True, slots=True)
class Taken:
    """
    A delivery that was just claimed.

    Attributes:
        was_due_at: when it was due, before the lease took that place.
        waits_for: what it waited for until then.
        slot_turn: the turn of its lane in which that time was reserved, where it is a slot.
        overdue_since: since when it should have gone out, where that is not `was_due_at`.
    """

    delivery: ChannelDelivery
    came_from: DeliveryState
    was_due_at: datetime
    waits_for: WaitsFor | None = None
    slot_turn: int = 0
    overdue_since: datetime | None = None

    @property
    def due_since(self) -> datetime:
        """Since when it should have gone out."""
        return self.overdue_since or self.was_due_at

    @property
    def would_begin(self) -> bool:
        """Whether an attempt begins, or goes on, with this claim."""
        return self.delivery.state is DeliveryState.PUBLISHING


class Back(NamedTuple):
    """How a delivery goes back to waiting; *parked*: until its account is woken, or *due_at* has come."""

    due_at: datetime | None
    waits_for: WaitsFor | None = None
    slot_turn: int = 0
    overdue_since: datetime | None = None
    parked: bool = False


@dataclass(slots=True)
class Admission:
    """
    What the lanes said.

    Attributes:
        lanes: those that changed, each with its workspace.
        back: who goes back to waiting, and how.
        late: who comes too late for its message, in which state it ends or is held, and why.
    """

    lanes: list[tuple[Lane, UUID]] = field(default_factory=list)
    back: dict[UUID, Back] = field(default_factory=dict)
    late: dict[UUID, tuple[DeliveryState, str]] = field(default_factory=dict)

    def let_in(self, taken: Sequence[Taken]) -> Sequence[Taken]:
        """Give those of *taken* that are to be worked on now."""
        if not self.back and not self.late:
            return taken
        away = self.back.keys() | self.late.keys()
        return [each for each in taken if each.delivery.id not in away]


def admit(
    taken: Sequence[Taken],
    *,
    messages: Mapping[UUID, Message],
    accounts: Mapping[UUID, Account],
    lanes: Mapping[UUID, Lane],
    rules: Mapping[str, LaneRules],
    heads: Mapping[UUID, Place],
    now: datetime,
) -> Admission:
    """
    Ask the lane of each account about those of *taken* that are about to be published, in their order.

    Args:
        heads: of accounts whose posts go in order, the first that is under way and not among *taken*.
    """
    said = Admission()
    said.late = dict(_too_late(taken, messages, now))
    in_time = said.let_in(taken)
    for account_id, posts in _by_account(in_time).items():
        if stands_still(accounts[account_id], now):
            said.back.update((post.delivery.id, _parked(post, messages)) for post in posts)
            continue
        held_to = rules.get(posts[0].delivery.channel, FREE)
        if held_to.ordered:
            posts = _in_order(posts, messages, heads.get(account_id), now=now, said=said)
        _ask(lanes[account_id], held_to, posts, now=now, said=said)
    return said


def stands_still(account: Account, now: datetime) -> bool:
    """Whether nothing of the account may begin: it is paused, or its sign-in is renewed first."""
    return account.state is AccountState.PAUSED or account.waits_for_refresh(now)


def _parked(post: Taken, messages: Mapping[UUID, Message]) -> Back:
    until = messages[post.delivery.message_id].patience_ends(post.delivery.asked_at)
    return Back(until, overdue_since=post.overdue_since, parked=True)


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
        if each.would_begin:
            groups.setdefault(each.delivery.account_id, []).append(each)
    return groups


def _in_order(
    posts: Sequence[Taken],
    messages: Mapping[UUID, Message],
    head: Place | None,
    *,
    now: datetime,
    said: Admission,
) -> list[Taken]:
    """Give the one whose turn it is, if any; the others wait until it, or an earlier one, has ended."""
    places = {
        post.delivery.id: (messages[post.delivery.message_id].due_from, post.delivery.id) for post in posts
    }
    first, *rest = sorted(posts, key=lambda post: places[post.delivery.id])
    goes = head is None or places[first.delivery.id] < head
    for post in rest if goes else posts:
        said.back[post.delivery.id] = Back(now + LOOK_AGAIN, WaitsFor.EARLIER, 0, post.due_since)
    return [first] if goes else []


def _ask(lane: Lane, rules: LaneRules, posts: Sequence[Taken], *, now: datetime, said: Admission) -> None:
    """Whoever reserved a slot before does not ask again: it would be sent to the end of the row for ever."""
    if not posts or (rules == FREE and lane.is_untaught):
        return
    after, asking = lane.reopened(rules), []
    for post in _by_time(posts):
        holds = _holds_slot(post, lane, now)
        if holds and post.waits_for is WaitsFor.SLOT:
            continue
        slot = now
        if rules.surge is not None and not holds and after.opens(now) - post.due_since > rules.surge.after:
            after, slot = reserve_apart(after, rules.surge, now=now)
        if slot > now:
            said.back[post.delivery.id] = Back(slot, WaitsFor.DISTANCE, lane.turns, post.due_since)
        else:
            asking.append(post)
    after, slots = reserve(after, rules.rate, posts=len(asking), now=now)
    if after != lane:
        said.lanes.append((after, posts[0].delivery.workspace_id))
    waiting = ((post, slot) for post, slot in zip(asking, slots, strict=True) if slot > now)
    said.back.update((post.delivery.id, Back(slot, WaitsFor.SLOT, lane.turns)) for post, slot in waiting)


def _by_time(posts: Sequence[Taken]) -> Sequence[Taken]:
    """Those were claimed first that are due the longest; only who was overdue before comes out of order."""
    if all(post.overdue_since is None for post in posts):
        return posts
    return sorted(posts, key=lambda post: (post.due_since, post.delivery.id.int))


def _holds_slot(post: Taken, lane: Lane, now: datetime) -> bool:
    """A slot counts in the turn in which it was reserved, and for a moment."""
    is_slot = post.waits_for in (WaitsFor.SLOT, WaitsFor.DISTANCE) and post.slot_turn == lane.turns
    return is_slot and now - post.was_due_at <= SLOT_KEEPS and lane.opens(now) <= now
