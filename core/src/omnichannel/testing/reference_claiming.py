"""How claiming works, as rules over the reference store."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from omnichannel.domain.account import AccountState
from omnichannel.domain.chain import Sequel
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import IRREVERSIBLE, ChannelDelivery
from omnichannel.domain.delivery_state import FINISHED, DeliveryState
from omnichannel.domain.lane import FREE, Lane, LaneRules, WaitsFor, reserve, reserve_apart
from omnichannel.testing.reference_store import STARTS, ReferenceStore, Row, StepEnd

SLOT_KEEPS = timedelta(seconds=10)
LOOK_AGAIN = timedelta(minutes=1)
TURNED_AWAY = frozenset({DeliveryState.WAITING, DeliveryState.MISSED, DeliveryState.HELD})
"""Where what was claimed and is not begun goes."""


def claim_due(
    known: ReferenceStore,
    *,
    now: datetime,
    limit: int,
    lease: timedelta,
    rules: Mapping[str, LaneRules],
    passing_over: Collection[str] = (),
    workspace: UUID | None = None,
) -> list[Claim]:
    """Claim as `DeliveryRepository.claim_due` does."""
    due = [
        row for row in known.rows.values() if _is_due(row, now) and _is_wanted(row, workspace, passing_over)
    ]
    taken = sorted(due, key=_place)[:limit]
    for row in taken:
        _take(row, now=now, lease_until=now + lease)
    for row in taken:
        _leave_if_late(known, row, now)
    for account_id in dict.fromkeys(row.delivery.account_id for row in taken):
        begun = [row for row in taken if row.delivery.account_id == account_id and _begins(row)]
        _admit(known, account_id, begun, rules=rules, now=now)
    won = [row for row in taken if row.delivery.state not in TURNED_AWAY]
    return [_claim(known, row, rules, now + lease) for row in won]


def _is_due(row: Row, now: datetime) -> bool:
    return row.delivery.due_at is not None and row.delivery.due_at <= now


def _is_wanted(row: Row, workspace: UUID | None, passing_over: Collection[str]) -> bool:
    one = row.delivery
    passes = one.channel not in passing_over or one.state is DeliveryState.PUBLISHED
    return workspace in (None, one.workspace_id) and passes


def _place(row: Row) -> tuple[datetime | None, UUID]:
    return row.delivery.due_at, row.delivery.id


def _take(row: Row, *, now: datetime, lease_until: datetime) -> None:
    one = row.delivery
    row.came_from, row.was_due_at = one.state, one.due_at
    row.change(fence=one.fence + 1, due_at=lease_until, updated_at=now, parked=False)
    if one.state in STARTS:
        begun = one.sent_since or now
        row.change(
            state=DeliveryState.PUBLISHING, attempts=one.attempts + 1, started_at=now, sent_since=begun
        )
    elif one.state is DeliveryState.PUBLISHING:
        row.waits_for = None
        if not one.steps or IRREVERSIBLE in one.steps:
            row.change(state=DeliveryState.UNKNOWN)


def _leave_if_late(known: ReferenceStore, row: Row, now: datetime) -> None:
    """Only what begins now can be too late: of what began before, something may be out."""
    message = known.messages[row.delivery.message_id]
    late, schedule = message.lateness, message.schedule
    if late is None or schedule is None or row.came_from not in STARTS:
        return
    if now > late.deadline(schedule, row.delivery.asked_at):
        row.uncount()
        state = DeliveryState.MISSED if late.otherwise == "miss" else DeliveryState.HELD
        row.change(state=state, due_at=None, reason=late.reason(schedule, now))
        row.waits_for = None
        if state is DeliveryState.MISSED:
            known.go_on([StepEnd(row.delivery.id, Sequel(hands_on=True), now, renews=False)])


def _begins(row: Row) -> bool:
    return row.delivery.state is DeliveryState.PUBLISHING


def _admit(
    known: ReferenceStore,
    account_id: UUID,
    begun: Sequence[Row],
    *,
    rules: Mapping[str, LaneRules],
    now: datetime,
) -> None:
    account, lane = known.accounts[account_id], known.lane(account_id)
    if account.state is AccountState.PAUSED or account.waits_for_refresh(now):
        for row in begun:
            _park(known, row)
        return
    held_to = rules.get(account.channel, FREE)
    if held_to.ordered:
        begun = _in_order(known, begun, now)
    after, asking = lane.reopened(held_to), []
    for row in sorted(begun, key=lambda row: (row.due_since, row.delivery.id)):
        holds = _holds_slot(row, lane, now)
        is_overdue = held_to.surge is not None and after.opens(now) - row.due_since > held_to.surge.after
        slot = now
        if held_to.surge is not None and is_overdue and not holds:
            after, slot = reserve_apart(after, held_to.surge, now=now)
        if slot > now:
            _push_back(row, slot, waits_for=WaitsFor.DISTANCE, turn=lane.turns, overdue_since=row.due_since)
        elif not (holds and row.waits_for is WaitsFor.SLOT):
            asking.append(row)
    after, slots = reserve(after, held_to.rate, posts=len(asking), now=now)
    if begun and after != lane:
        known.lanes[account_id] = after
    for row, slot in zip(asking, slots, strict=True):
        if slot > now:
            _push_back(row, slot, waits_for=WaitsFor.SLOT, turn=lane.turns)


def _in_order(known: ReferenceStore, begun: Sequence[Row], now: datetime) -> list[Row]:
    """Give those of *begun* before which nothing of their account is under way; the others wait."""
    goes = []
    for row in begun:
        others = [other.delivery for other in known.of_account(row.delivery.account_id)]
        earlier = [one for one in others if _place_in_line(known, one) < _place_in_line(known, row.delivery)]
        if any(_is_under_way(one, now) for one in earlier):
            _push_back(row, now + LOOK_AGAIN, waits_for=WaitsFor.EARLIER, overdue_since=row.due_since)
        else:
            goes.append(row)
    return goes


def _place_in_line(known: ReferenceStore, one: ChannelDelivery) -> tuple[datetime, UUID]:
    return known.messages[one.message_id].due_from, one.id


def _is_under_way(one: ChannelDelivery, now: datetime) -> bool:
    """Whoever is scheduled for later is not under way, nor what asks a person or waits for its account."""
    is_open = one.due_at is not None and not one.parked and one.state not in FINISHED
    return is_open and (one.state is not DeliveryState.SCHEDULED or not _is_later(one, now))


def _is_later(one: ChannelDelivery, now: datetime) -> bool:
    return one.due_at is not None and one.due_at > now


def _holds_slot(row: Row, lane: Lane, now: datetime) -> bool:
    """Who comes back at a slot has it, unless the lane turned since or the slot is long past."""
    is_slot = row.waits_for in (WaitsFor.SLOT, WaitsFor.DISTANCE) and row.slot_turn == lane.turns
    is_closed = lane.closed_until is not None and lane.closed_until > now
    return is_slot and not is_closed and row.was_due_at is not None and now - row.was_due_at <= SLOT_KEEPS


def _push_back(
    row: Row,
    due_at: datetime,
    *,
    waits_for: WaitsFor,
    turn: int = 0,
    overdue_since: datetime | None = None,
) -> None:
    row.uncount()
    row.change(state=DeliveryState.WAITING, due_at=due_at)
    row.waits_for, row.slot_turn, row.overdue_since = waits_for, turn, overdue_since


def _park(known: ReferenceStore, row: Row) -> None:
    row.uncount()
    until = known.messages[row.delivery.message_id].patience_ends(row.delivery.asked_at)
    row.change(state=DeliveryState.WAITING, due_at=until, parked=True)
    row.waits_for, row.slot_turn = None, 0


def _claim(known: ReferenceStore, row: Row, rules: Mapping[str, LaneRules], lease_until: datetime) -> Claim:
    one = row.delivery
    assert row.came_from is not None
    return Claim(
        one,
        row.came_from,
        known.messages[one.message_id],
        known.accounts[one.account_id],
        lease_until,
        row.was_due_at,
        known.lane(one.account_id).learned,
        rules.get(one.channel, FREE).ordered,
    )
