"""How claiming works, as rules over the reference store."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from omnichannel.domain.account import AccountState
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import IRREVERSIBLE
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.lane import Lane, Rate, reserve
from omnichannel.testing.reference_store import STARTS, ReferenceStore, Row

SLOT_KEEPS = timedelta(seconds=10)
TURNED_AWAY = frozenset({DeliveryState.WAITING, DeliveryState.MISSED, DeliveryState.HELD})
"""Where what was claimed and is not begun goes."""


def claim_due(
    known: ReferenceStore,
    *,
    now: datetime,
    limit: int,
    lease: timedelta,
    rates: Mapping[str, Rate | None],
    passing_over: Collection[str] = (),
    workspace: UUID | None = None,
) -> list[Claim]:
    """Claim as `DeliveryRepository.claim_due` does."""
    due = [
        row for row in known.rows.values() if _is_due(row, now) and _is_wanted(row, workspace, passing_over)
    ]
    taken = sorted(due, key=_place)[:limit]
    slots = {row.delivery.id: row.delivery.due_at for row in taken if row.has_slot}
    for row in taken:
        _take(row, now=now, lease_until=now + lease)
    for row in taken:
        _leave_if_late(known, row, now)
    for account_id in dict.fromkeys(row.delivery.account_id for row in taken):
        begun = [row for row in taken if row.delivery.account_id == account_id and _begins(row)]
        _admit(known, account_id, begun, slots=slots, rates=rates, now=now)
    return [_claim(known, row, now + lease) for row in taken if row.delivery.state not in TURNED_AWAY]


def _is_due(row: Row, now: datetime) -> bool:
    return row.delivery.due_at is not None and row.delivery.due_at <= now


def _is_wanted(row: Row, workspace: UUID | None, passing_over: Collection[str]) -> bool:
    return workspace in (None, row.delivery.workspace_id) and row.delivery.channel not in passing_over


def _place(row: Row) -> tuple[datetime | None, UUID]:
    return row.delivery.due_at, row.delivery.id


def _take(row: Row, *, now: datetime, lease_until: datetime) -> None:
    one = row.delivery
    row.came_from = one.state
    row.change(fence=one.fence + 1, due_at=lease_until, updated_at=now)
    if one.state in STARTS:
        begun = one.sent_since or now
        row.change(
            state=DeliveryState.PUBLISHING, attempts=one.attempts + 1, started_at=now, sent_since=begun
        )
    elif one.state is DeliveryState.PUBLISHING:
        row.has_slot = False
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
        row.has_slot = False


def _begins(row: Row) -> bool:
    return row.delivery.state is DeliveryState.PUBLISHING


def _admit(
    known: ReferenceStore,
    account_id: UUID,
    begun: Sequence[Row],
    *,
    slots: Mapping[UUID, datetime | None],
    rates: Mapping[str, Rate | None],
    now: datetime,
) -> None:
    account, lane = known.accounts[account_id], known.lane(account_id)
    if account.state is AccountState.PAUSED:
        for row in begun:
            _push_back(row, None)
        return
    asking = [row for row in begun if not _may_pass(row, lane, slots, now)]
    after, given = reserve(lane, rates.get(account.channel), posts=len(asking), now=now)
    if after != lane:
        known.lanes[account_id] = after
    for row, slot in zip(asking, given, strict=True):
        if slot > now:
            _push_back(row, slot)


def _may_pass(row: Row, lane: Lane, slots: Mapping[UUID, datetime | None], now: datetime) -> bool:
    """Who comes back at a slot has it, unless the lane is closed or the slot is long past."""
    is_closed = lane.closed_until is not None and lane.closed_until > now
    slot = slots.get(row.delivery.id) if row.has_slot else None
    return slot is not None and not is_closed and now - slot <= SLOT_KEEPS


def _push_back(row: Row, slot: datetime | None) -> None:
    row.uncount()
    row.change(state=DeliveryState.WAITING, due_at=slot)
    row.has_slot = slot is not None


def _claim(known: ReferenceStore, row: Row, lease_until: datetime) -> Claim:
    one = row.delivery
    assert row.came_from is not None
    message, account = known.messages[one.message_id], known.accounts[one.account_id]
    return Claim(one, row.came_from, message, account, lease_until)
