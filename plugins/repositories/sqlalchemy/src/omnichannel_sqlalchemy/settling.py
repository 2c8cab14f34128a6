"""The statements of settling: what became of claims is one UPDATE, what was tried one INSERT."""

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Integer,
    String,
    Update,
    and_,
    case,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

from omnichannel.domain.account import AccountState, PausedBy
from omnichannel.domain.delivery import IRREVERSIBLE
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.lane import Lesson, WaitsFor
from omnichannel.domain.settlement import Settlement
from omnichannel_sqlalchemy.chaining import StepEnd
from omnichannel_sqlalchemy.claiming import number_in_line, uncounted
from omnichannel_sqlalchemy.columns import Choice, Id, Instant, Span, microseconds
from omnichannel_sqlalchemy.dialect import Columns, Dialect
from omnichannel_sqlalchemy.rows import ATTEMPT
from omnichannel_sqlalchemy.scope import inside
from omnichannel_sqlalchemy.tables import UNFINISHED, accounts, attempts, deliveries, lanes, messages

_d, _l = deliveries.c, lanes.c
_LESSON: Columns = {
    "id": Id(),
    "closed_until": Instant(),
    "pace": Span(),
    "known": Instant(),
    "learned_at": Instant(),
}
_KNOWN = (S.PUBLISHED, S.DELIVERED, S.READ, S.SKIPPED)
_SETTLED: Columns = {
    "id": Id(),
    "fence": Integer(),
    "state": Choice(S),
    "due_at": Instant(),
    "external_id": String(),
    "url": String(),
    "kind": String(),
    "reason": String(),
    "fix": String(),
    "published_at": Instant(),
    "adopts": Boolean(),
    "unmarks": Boolean(),
    "gives_back": Boolean(),
    "parks": Boolean(),
    "action": String(),
    "started_at": Instant(),
    "ended_at": Instant(),
    "outcome": String(),
    "tried_kind": String(),
    "tried_reason": String(),
    "status": Integer(),
    "code": String(),
    "message": String(),
    "trace_id": String(),
}


def row_from_settlement(settled: Settlement) -> tuple[Any, ...]:
    """Give what `_SETTLED` names, as plain as JSON is: packing calls nothing back for them."""
    tried = settled.attempt
    seen = tried.evidence
    return (
        settled.delivery_id.hex,
        settled.fence,
        settled.state,
        microseconds(settled.due_at),
        settled.external_id,
        settled.url,
        settled.kind,
        settled.reason,
        settled.fix,
        microseconds(settled.published_at),
        settled.adopts,
        settled.unmarks,
        settled.gives_back,
        settled.parks,
        tried.action,
        microseconds(tried.started_at),
        microseconds(tried.ended_at),
        tried.outcome,
        tried.kind,
        tried.reason,
        seen.status,
        seen.code,
        seen.message,
        seen.trace_id,
    )


def row_from_receipt(settled: Settlement) -> tuple[Any, ...]:
    """Give the same of a receipt, whose attempt stands under the fence that it made."""
    id, _, *rest = row_from_settlement(settled)
    return (id, settled.attempt.fence, *rest)


def end_of(settled: Settlement) -> StepEnd:
    """Say what a settlement means for its chain. What came too late is too late for the next step, too."""
    is_missed = settled.state is S.MISSED
    return StepEnd(settled.delivery_id, settled.attempt.ended_at, settled.sequel, renews=not is_missed)


def _values(dialect: Dialect, rows: FromClause) -> dict[str, Any]:
    """Say what a settlement writes that gives back or unmarks, too."""
    back = {name: case((rows.c.gives_back, to), else_=_d[name]) for name, to in uncounted().items()}
    return (
        _plain_values(rows)
        | back
        | {
            "steps": case((rows.c.unmarks, dialect.without(_d.steps, IRREVERSIBLE)), else_=_d.steps),
            "waits_for": case((and_(rows.c.gives_back, not_(rows.c.parks)), _d.waits_for), else_=None),
            "overdue_since": case((rows.c.gives_back, _d.overdue_since), else_=None),
            "parked": rows.c.parks,
        }
    )


def _plain_values(rows: FromClause) -> dict[str, Any]:
    """Say what any settlement writes. Ids and times of what was published outlive later outcomes."""
    overwritten = ("state", "due_at", "url", "kind", "reason", "fix")
    return {name: rows.c[name] for name in overwritten} | {
        "external_id": func.coalesce(rows.c.external_id, _d.external_id),
        "published_at": func.coalesce(rows.c.published_at, _d.published_at, type_=Instant),
        "updated_at": rows.c.ended_at,
        "waits_for": None,
        "overdue_since": None,
    }


def is_plain(settled: Settlement) -> bool:
    """Say whether a settlement neither gives anything back nor unmarks nor parks: most do not."""
    return not (settled.gives_back or settled.unmarks or settled.parks)


@cache
def settle_statement(dialect: Dialect, *, confined: bool, plain: bool) -> Update:
    """
    Write those of :rows whose fence is the newest and that adopt nothing.

    Args:
        plain: none of them gives back or unmarks, which costs half.
    """
    rows = dialect.rows("rows", _SETTLED)
    return (
        update(deliveries)
        .where(_d.id == rows.c.id, _d.fence == rows.c.fence, not_(rows.c.adopts))
        .where(*inside(deliveries, confined=confined))
        .values(_plain_values(rows) if plain else _values(dialect, rows))
        .returning(_d.id, _d.fence)
    )


@cache
def confirm_statement(dialect: Dialect, *, confined: bool) -> Update:
    """Write those of :rows whose fence is the newest, and move it on: they are a platform's own word."""
    rows = dialect.rows("rows", _SETTLED)
    return (
        update(deliveries)
        .where(_d.id == rows.c.id, _d.fence == rows.c.fence)
        .where(*inside(deliveries, confined=confined))
        .values(_values(dialect, rows) | {"fence": _d.fence + 1})
        .returning(_d.id)
    )


@cache
def publish_late_statement(dialect: Dialect, *, confined: bool) -> Update:
    """
    Write those of :rows that adopt a post nobody owns, or that were published under an old fence.

    The fence of a delivery that learns of its publication late moves on, so that whoever holds it now
    cannot send it a second time.
    """
    rows = dialect.rows("rows", _SETTLED)
    is_newest = _d.fence == rows.c.fence
    is_evidence = and_(_d.state == S.PUBLISHED, rows.c.state == S.DELIVERED)
    return (
        update(deliveries)
        .where(_d.id == rows.c.id, or_(is_newest, _d.state.not_in(_KNOWN), is_evidence))
        .where(not_(and_(rows.c.adopts, _is_owned(rows))), *inside(deliveries, confined=confined))
        .values(_values(dialect, rows) | {"fence": _d.fence + case((is_newest, 0), else_=1)})
        .returning(_d.id)
    )


def _is_owned(rows: FromClause) -> ColumnElement[bool]:
    other = deliveries.alias("other").c
    return exists().where(
        other.account_id == _d.account_id, other.external_id == rows.c.external_id, other.id != _d.id
    )


@cache
def keep_attempts_statement(dialect: Dialect, *, confined: bool) -> Insert:
    """Keep the attempts of :rows, but for adoptions that were left out because another owns the post."""
    rows = dialect.rows("rows", _SETTLED)
    tried = [rows.c.id, rows.c.fence, rows.c.action, rows.c.started_at, rows.c.ended_at, rows.c.outcome]
    tried += [
        rows.c.tried_kind,
        rows.c.tried_reason,
        rows.c.status,
        rows.c.code,
        rows.c.message,
        rows.c.trace_id,
    ]
    left_out = and_(rows.c.adopts, _d.fence == rows.c.fence, _d.state != S.PUBLISHED)
    chosen = (
        select(*tried, _d.workspace_id, _d.message_id)
        .join_from(rows, deliveries, _d.id == rows.c.id)
        .where(not_(left_out), *inside(deliveries, confined=confined))
    )
    columns = [*ATTEMPT, attempts.c.workspace_id, attempts.c.message_id]
    return dialect.insert(attempts).from_select(columns, chosen).on_conflict_do_nothing()


def pauses_from(settled: Iterable[Settlement]) -> list[tuple[Any, ...]]:
    """Give (account, version, reason) of the accounts that stop; the first reason counts."""
    pauses: dict[tuple[Any, int], str] = {}
    for each in settled:
        if each.pause is not None:
            pauses.setdefault((each.account_id, each.account_version), each.pause)
    return [(*key, reason) for key, reason in pauses.items()]


def renewals_from(settled: Iterable[Settlement]) -> list[tuple[Any, ...]]:
    """Give (account, version, moment) of the accounts whose sign-in is to be renewed; the first counts."""
    renewals: dict[tuple[Any, int], Any] = {}
    for each in settled:
        if each.renews:
            renewals.setdefault((each.account_id, each.account_version), each.attempt.ended_at)
    return [(*key, moment) for key, moment in renewals.items()]


def waits_from(settled: Iterable[Settlement]) -> list[tuple[Any, ...]]:
    """Give (delivery, fence, end of the attempt) of those that wait for their account."""
    return [
        (each.delivery_id, each.fence, each.attempt.ended_at)
        for each in settled
        if each.pause is not None or each.renews
    ]


def lessons_from(settled: Iterable[Settlement]) -> list[tuple[Any, ...]]:
    """Give what each lane learns: (account, closed until, pace, known since, learned at)."""
    learned: dict[UUID, Lesson] = {}
    for each in settled:
        if (lesson := each.lesson) is not None:
            before = learned.get(each.account_id)
            learned[each.account_id] = lesson if before is None else before.joined(lesson)
    return [(id, one.closed_until, one.pace, one.known, one.learned_at) for id, one in learned.items()]


def ends_from(settled: Iterable[Settlement]) -> list[tuple[Any, ...]]:
    """Give (account, moment) of the accounts whose next post may begin."""
    ends = {each.account_id: each.attempt.ended_at for each in settled if each.lets_next_go}
    return list(ends.items())


@cache
def pause_statement(dialect: Dialect, *, confined: bool) -> Update:
    """Pause the accounts :pauses that are active and were not reconnected since."""
    rows = dialect.rows("pauses", {"id": Id(), "version": Integer(), "reason": String()})
    return (
        update(accounts)
        .where(accounts.c.id == rows.c.id, accounts.c.version == rows.c.version)
        .where(accounts.c.state == AccountState.ACTIVE)
        .where(*inside(accounts, confined=confined))
        .values(
            state=AccountState.PAUSED,
            paused_by=PausedBy.SIGN_IN,
            pause_reason=rows.c.reason,
            version=accounts.c.version + 1,
            refresh_at=None,
            refresh_lease_until=None,
            refresh_failures=0,
            refresh_unclear=False,
            refresh_problem=None,
            refresh_first=False,
        )
    )


@cache
def renew_statement(dialect: Dialect, *, confined: bool) -> Update:
    """Call for new sign-ins of the accounts :renewals that were not reconnected or renewed since."""
    rows = dialect.rows("renewals", {"id": Id(), "version": Integer(), "at": Instant()})
    is_leased = accounts.c.refresh_lease_until.is_not(None)
    return (
        update(accounts)
        .where(accounts.c.id == rows.c.id, accounts.c.version == rows.c.version)
        .where(accounts.c.state != AccountState.REMOVED, not_(accounts.c.refresh_first))
        .where(accounts.c.paused_by.is_distinct_from(PausedBy.SIGN_IN), *inside(accounts, confined=confined))
        .values(
            refresh_first=True,
            refresh_at=case((is_leased, accounts.c.refresh_at), else_=rows.c.at),
            version=accounts.c.version + 1,
        )
    )


@cache
def wait_no_longer_statement(dialect: Dialect, *, confined: bool) -> Update:
    """
    Make those of :waits due at once whose account stands still no longer.

    It was reconnected or renewed since; or it was removed, and whoever claims them lets them end.
    """
    rows = dialect.rows("waits", {"id": Id(), "fence": Integer(), "ended_at": Instant()})
    return (
        update(deliveries)
        .where(_d.id == rows.c.id, _d.fence == rows.c.fence)
        .where(accounts.c.id == _d.account_id, accounts.c.state != AccountState.PAUSED)
        .where(not_(accounts.c.refresh_first), *inside(deliveries, confined=confined))
        .values(due_at=rows.c.ended_at, parked=False)
    )


@cache
def teach_lanes_statement(dialect: Dialect, *, confined: bool) -> Insert:
    """Teach the lanes :lessons, as `omnichannel.domain.lane.Lane.taught` says."""
    rows = dialect.rows("lessons", _LESSON)
    learned_at, pace = rows.c.learned_at, rows.c.pace
    paced_at = case((pace.is_not(None), learned_at), else_=None)
    values = [accounts.c.id, accounts.c.workspace_id, rows.c.closed_until, pace, paced_at, learned_at]
    chosen = (
        select(*values, literal_column("1"))
        .join_from(rows, accounts, accounts.c.id == rows.c.id)
        .where(true(), *inside(accounts, confined=confined))
    )
    columns = [_l.account_id, _l.workspace_id, _l.closed_until, _l.pace, _l.paced_at, _l.turned_at, _l.turns]
    insert = dialect.insert(lanes).from_select(columns, chosen)
    told = insert.excluded
    later = or_(_l.closed_until.is_(None), _l.closed_until < told.closed_until)
    closes = and_(told.closed_until.is_not(None), later)
    slows = and_(told.pace.is_not(None), or_(_is_known(dialect), _l.pace.is_(None), _l.pace < told.pace))
    turned = or_(closes, slows)
    taught = {
        "closed_until": case((closes, told.closed_until), else_=_l.closed_until),
        "pace": case((slows, told.pace), else_=_l.pace),
        "paced_at": case((slows, told.paced_at), else_=_l.paced_at),
        "turns": _l.turns + case((turned, 1), else_=0),
        "turned_at": case((turned, told.turned_at), else_=_l.turned_at),
    }
    return insert.on_conflict_do_update(index_elements=[_l.account_id], set_=taught)


def _is_known(dialect: Dialect) -> ColumnElement[bool]:
    """Say whether a lane still has the pace from which its teacher started."""
    rows = dialect.rows("lessons", _LESSON)
    known = select(rows.c.known).where(rows.c.id == _l.account_id).correlate(lanes).scalar_subquery()
    return _l.paced_at.is_not_distinct_from(known)


@cache
def let_next_go_statement(dialect: Dialect, *, confined: bool) -> Update:
    """Make, for each account of :ends, the first delivery that waits for an earlier one due at once."""
    rows = dialect.rows("ends", {"account_id": Id(), "ended_at": Instant()})
    line = (
        select(_d.id, rows.c.ended_at, number_in_line().label("number"))
        .select_from(rows)
        .join(deliveries, _d.account_id == rows.c.account_id)
        .join(messages, messages.c.id == _d.message_id)
        .where(UNFINISHED, _d.state == S.WAITING, _d.waits_for == WaitsFor.EARLIER)
        .where(_d.due_at.is_not(None), *inside(deliveries, confined=confined))
        .correlate(None)
        .subquery("line")
    )
    is_first = and_(_d.id == line.c.id, line.c.number == 1, _d.due_at > line.c.ended_at)
    return update(deliveries).where(is_first).values(due_at=line.c.ended_at)


def published_late(settlements: Iterable[Settlement]) -> list[Settlement]:
    """Give those, of what the first statement left alone, that tell of a publication."""
    late: dict[Any, Settlement] = {}
    for each in settlements:
        if each.adopts or each.published_at is not None:
            late.setdefault((each.account_id, each.external_id) if each.adopts else each.delivery_id, each)
    return list(late.values())
