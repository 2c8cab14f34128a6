"""Settling: what became of claims is written by one UPDATE, what was tried by one INSERT."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Integer,
    String,
    Update,
    and_,
    case,
    exists,
    func,
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
from omnichannel.domain.settlement import Settlement
from omnichannel_sqlalchemy.claiming import uncounted
from omnichannel_sqlalchemy.columns import Choice, Id, Instant
from omnichannel_sqlalchemy.dialect import Columns, Dialect
from omnichannel_sqlalchemy.rows import ATTEMPT
from omnichannel_sqlalchemy.scope import inside
from omnichannel_sqlalchemy.tables import accounts, attempts, deliveries, lanes

_d = deliveries.c
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
    """Give what `_SETTLED` names."""
    tried = settled.attempt
    seen = tried.evidence
    return (
        settled.delivery_id,
        settled.fence,
        settled.state,
        settled.due_at,
        settled.external_id,
        settled.url,
        settled.kind,
        settled.reason,
        settled.fix,
        settled.published_at,
        settled.adopts,
        settled.unmarks,
        settled.gives_back,
        tried.action,
        tried.started_at,
        tried.ended_at,
        tried.outcome,
        tried.kind,
        tried.reason,
        seen.status,
        seen.code,
        seen.message,
        seen.trace_id,
    )


def _values(dialect: Dialect, rows: FromClause) -> dict[str, Any]:
    """Say what a settlement writes. Ids and times of what was published outlive later outcomes."""
    back = {name: case((rows.c.gives_back, to), else_=_d[name]) for name, to in uncounted().items()}
    overwritten = ("state", "due_at", "url", "kind", "reason", "fix")
    return (
        {name: rows.c[name] for name in overwritten}
        | back
        | {
            "external_id": func.coalesce(rows.c.external_id, _d.external_id),
            "published_at": func.coalesce(rows.c.published_at, _d.published_at, type_=Instant),
            "updated_at": rows.c.ended_at,
            "steps": case((rows.c.unmarks, dialect.without(_d.steps, IRREVERSIBLE)), else_=_d.steps),
            "has_slot": and_(rows.c.gives_back, _d.has_slot),
        }
    )


@cache
def settle_statement(dialect: Dialect, *, confined: bool) -> Update:
    """Write those of :rows whose fence is the newest and that adopt nothing."""
    rows = dialect.rows("rows", _SETTLED)
    return (
        update(deliveries)
        .where(_d.id == rows.c.id, _d.fence == rows.c.fence, not_(rows.c.adopts))
        .where(*inside(deliveries, confined=confined))
        .values(_values(dialect, rows))
        .returning(_d.id, _d.fence)
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
    return (
        update(deliveries)
        .where(_d.id == rows.c.id, or_(is_newest, _d.state.not_in(_KNOWN)))
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


def waits_from(settled: Iterable[Settlement]) -> list[tuple[Any, ...]]:
    """Give (delivery, fence, end of the attempt) of those that wait for their account."""
    return [
        (each.delivery_id, each.fence, each.attempt.ended_at) for each in settled if each.pause is not None
    ]


def closings_from(settled: Iterable[Settlement]) -> list[tuple[Any, ...]]:
    """Give (account, moment) of the lanes that close; the latest moment counts."""
    closings: dict[Any, Any] = {}
    for each in settled:
        if (until := each.close_lane_until) is not None:
            closings[each.account_id] = max(until, closings.get(each.account_id, until))
    return list(closings.items())


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
        )
    )


@cache
def wait_no_longer_statement(dialect: Dialect, *, confined: bool) -> Update:
    """
    Make those of :waits due at once whose account is not paused.

    It was reconnected since; or it was removed, and whoever claims them lets them end.
    """
    rows = dialect.rows("waits", {"id": Id(), "fence": Integer(), "ended_at": Instant()})
    return (
        update(deliveries)
        .where(_d.id == rows.c.id, _d.fence == rows.c.fence)
        .where(accounts.c.id == _d.account_id, accounts.c.state != AccountState.PAUSED)
        .where(*inside(deliveries, confined=confined))
        .values(due_at=rows.c.ended_at)
    )


@cache
def close_lanes_statement(dialect: Dialect, *, confined: bool) -> Insert:
    """Close the lanes :closings; none opens earlier than it would have."""
    rows = dialect.rows("closings", {"id": Id(), "closed_until": Instant()})
    chosen = (
        select(accounts.c.id, accounts.c.workspace_id, rows.c.closed_until)
        .join_from(rows, accounts, accounts.c.id == rows.c.id)
        .where(true(), *inside(accounts, confined=confined))
    )
    columns = [lanes.c.account_id, lanes.c.workspace_id, lanes.c.closed_until]
    insert = dialect.insert(lanes).from_select(columns, chosen)
    later = case(
        (lanes.c.closed_until > insert.excluded.closed_until, lanes.c.closed_until),
        else_=insert.excluded.closed_until,
    )
    return insert.on_conflict_do_update(index_elements=[lanes.c.account_id], set_={"closed_until": later})


def published_late(settlements: Iterable[Settlement]) -> list[Settlement]:
    """Give those, of what the first statement left alone, that tell of a publication."""
    late: dict[Any, Settlement] = {}
    for each in settlements:
        if each.adopts or each.state is S.PUBLISHED:
            late.setdefault((each.account_id, each.external_id) if each.adopts else each.delivery_id, each)
    return list(late.values())
