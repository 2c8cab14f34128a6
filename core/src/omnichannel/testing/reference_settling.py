"""How settling works, as rules over the reference store."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from omnichannel.domain.account import AccountState, PausedBy
from omnichannel.domain.delivery import IRREVERSIBLE
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.lane import Lesson, WaitsFor
from omnichannel.domain.settlement import Settlement
from omnichannel.testing.reference_store import ReferenceStore, Row, StepEnd

KNOWN = frozenset(
    {DeliveryState.PUBLISHED, DeliveryState.DELIVERED, DeliveryState.READ, DeliveryState.SKIPPED}
)
"""In these a late publication tells nothing new, or nothing that may be believed."""


def settle(
    known: ReferenceStore, settlements: Sequence[Settlement], *, workspace: UUID | None = None
) -> set[UUID]:
    """Settle as `DeliveryRepository.settle` does."""
    ours = [each for each in settlements if _is_visible(known, each, workspace)]
    told = [each for each in ours if not each.adopts and _row(known, each).delivery.fence == each.fence]
    for each in told:
        _write(_row(known, each), each)
    rest = [each for each in ours if each not in told]
    late = [each for each in rest if _is_learned(known, each)]
    for each in ours:
        if each in told or each in late or not _is_left_out(known, each):
            known.attempts.setdefault((each.delivery_id, each.fence), each.attempt)
    _tell_accounts(known, told)
    _teach(known, told)
    _let_next_go(known, [*told, *late])
    _go_on(known, [each for each in ours if each in told or each in late])
    return {each.delivery_id for each in (*told, *late)}


def confirm(
    known: ReferenceStore, settlements: Sequence[Settlement], *, workspace: UUID | None = None
) -> set[UUID]:
    """Confirm as `DeliveryRepository.confirm` does."""
    ours = [each for each in settlements if _is_visible(known, each, workspace)]
    told = [each for each in ours if _row(known, each).delivery.fence == each.fence]
    for each in told:
        _write(_row(known, each), each)
        _row(known, each).change(fence=each.fence + 1)
        known.attempts.setdefault((each.delivery_id, each.attempt.fence), each.attempt)
    _let_next_go(known, told)
    _go_on(known, told)
    return {each.delivery_id for each in told}


def _go_on(known: ReferenceStore, told: Sequence[Settlement]) -> None:
    missed = DeliveryState.MISSED
    known.go_on(
        StepEnd(each.delivery_id, each.sequel, each.attempt.ended_at, renews=each.state is not missed)
        for each in told
    )


def _is_visible(known: ReferenceStore, each: Settlement, workspace: UUID | None) -> bool:
    row = known.rows.get(each.delivery_id)
    return row is not None and workspace in (None, row.delivery.workspace_id)


def _row(known: ReferenceStore, each: Settlement) -> Row:
    return known.rows[each.delivery_id]


def _write(row: Row, each: Settlement) -> None:
    one = row.delivery
    if each.gives_back:
        row.uncount()
    steps = {name: result for name, result in one.steps.items() if name != IRREVERSIBLE or not each.unmarks}
    said: dict[str, Any] = {
        name: getattr(each, name) for name in ("state", "due_at", "url", "kind", "reason", "fix")
    }
    row.change(
        **said,
        external_id=one.external_id if each.external_id is None else each.external_id,
        published_at=each.published_at or one.published_at,
        updated_at=each.attempt.ended_at,
        steps=steps,
        parked=each.parks,
    )
    if each.parks or not each.gives_back:
        row.waits_for = None
    if not each.gives_back:
        row.overdue_since = None


def _is_learned(known: ReferenceStore, each: Settlement) -> bool:
    """Write what tells of a publication, though its fence is old or it has to be adopted."""
    row = _row(known, each)
    is_newest = row.delivery.fence == each.fence
    if not each.adopts and each.published_at is None:
        return False
    is_known = row.delivery.state in KNOWN and not _is_evidence(row, each)
    if (is_known and not is_newest) or _is_owned(known, each):
        return False
    _write(row, each)
    if not is_newest:
        row.change(fence=row.delivery.fence + 1)
    return True


def _is_evidence(row: Row, each: Settlement) -> bool:
    """That it arrived is more than that it was published."""
    return row.delivery.state is DeliveryState.PUBLISHED and each.state is DeliveryState.DELIVERED


def _is_owned(known: ReferenceStore, each: Settlement) -> bool:
    """Say whether it adopts what belongs to another delivery of the account."""
    others = (row.delivery for row in known.of_account(each.account_id))
    return each.adopts and any(
        other.external_id == each.external_id and other.id != each.delivery_id for other in others
    )


def _is_left_out(known: ReferenceStore, each: Settlement) -> bool:
    one = _row(known, each).delivery
    return each.adopts and one.fence == each.fence and one.state is not DeliveryState.PUBLISHED


def _tell_accounts(known: ReferenceStore, told: Iterable[Settlement]) -> None:
    for each in told:
        if each.pause is not None:
            _pause(known, each, each.pause)
    for each in told:
        if each.renews:
            _renew(known, each)
    for each in told:
        row, account = _row(known, each), known.accounts[each.account_id]
        waits = each.pause is not None or each.renews
        goes_on = account.state is not AccountState.PAUSED and not account.refresh_first
        if waits and goes_on and row.delivery.fence == each.fence:
            row.change(due_at=each.attempt.ended_at, parked=False)


def _pause(known: ReferenceStore, each: Settlement, reason: str) -> None:
    account = known.accounts[each.account_id]
    if account.state is AccountState.ACTIVE and account.version == each.account_version:
        known.accounts[account.id] = account.paused(PausedBy.SIGN_IN, reason)


def _renew(known: ReferenceStore, each: Settlement) -> None:
    account = known.accounts[each.account_id]
    can_be = account.state is not AccountState.REMOVED and account.paused_by is not PausedBy.SIGN_IN
    if can_be and account.version == each.account_version:
        known.accounts[account.id] = account.refresh_called_for(each.attempt.ended_at)


def _teach(known: ReferenceStore, told: Iterable[Settlement]) -> None:
    """A lane learns all that is told of it at once as one lesson."""
    lessons: dict[UUID, Lesson] = {}
    for each in told:
        if each.lesson is not None:
            before = lessons.get(each.account_id)
            lessons[each.account_id] = each.lesson if before is None else before.joined(each.lesson)
    known.lanes |= {id: known.lane(id).taught(lesson) for id, lesson in lessons.items()}


def _let_next_go(known: ReferenceStore, told: Iterable[Settlement]) -> None:
    """Where a post of an ordered account has ended, the first that waits for an earlier one is due."""
    for account_id, ended_at in {
        each.account_id: each.attempt.ended_at for each in told if each.lets_next_go
    }.items():
        waits = [row for row in known.of_account(account_id) if _waits_in_line(row)]
        first = min(waits, key=lambda row: _place_in_line(known, row), default=None)
        if first is not None and first.delivery.due_at is not None and first.delivery.due_at > ended_at:
            first.change(due_at=ended_at)


def _waits_in_line(row: Row) -> bool:
    waits = row.delivery.state is DeliveryState.WAITING and row.waits_for is WaitsFor.EARLIER
    return waits and row.delivery.due_at is not None


def _place_in_line(known: ReferenceStore, row: Row) -> tuple[datetime, UUID]:
    return known.messages[row.delivery.message_id].due_from, row.delivery.id
