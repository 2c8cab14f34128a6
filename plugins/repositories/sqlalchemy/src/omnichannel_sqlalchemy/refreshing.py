"""Claiming accounts whose sign-in is to be renewed, and asking when that is."""

from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, Text, Update, bindparam, case, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from omnichannel.domain.account import AccountState
from omnichannel_sqlalchemy.columns import Id, Instant
from omnichannel_sqlalchemy.dialect import Dialect
from omnichannel_sqlalchemy.rows import ACCOUNT
from omnichannel_sqlalchemy.scope import inside
from omnichannel_sqlalchemy.tables import accounts

_a = accounts.c
_now = bindparam("now", type_=Instant)
_lease_until = bindparam("lease_until", type_=Instant)


@cache
def claim_statement(dialect: Dialect, *, confined: bool, passes_over: bool) -> Update:
    """Take up to :limit accounts whose sign-in is to be renewed at :now, until :lease_until."""
    due = (
        select(_a.id)
        .where(_a.refresh_at <= _now, *inside(accounts, confined=confined))
        .where(*(_not_passed_over(dialect) if passes_over else ()))
        .order_by(_a.refresh_at, _a.id)
        .limit(bindparam("limit", type_=Integer))
    )
    return _taken().where(_a.id.in_(due))


@cache
def claim_one_statement(*, confined: bool) -> Update:
    """Take the account :id until :lease_until, unless somebody renews it at :now."""
    is_free = or_(_a.refresh_lease_until.is_(None), _a.refresh_lease_until <= _now)
    mine = (_a.id == bindparam("of_id", type_=Id), _a.state != AccountState.REMOVED)
    return _taken().where(*mine, is_free, *inside(accounts, confined=confined))


@cache
def next_statement(dialect: Dialect, *, confined: bool, passes_over: bool) -> Select[Any]:
    """Find the earliest moment at which a sign-in is to be renewed."""
    waits = [_a.refresh_at.is_not(None), *inside(accounts, confined=confined)]
    waits += _not_passed_over(dialect) if passes_over else ()
    return select(_a.refresh_at).where(*waits).order_by(_a.refresh_at, _a.id).limit(1)


def _taken() -> Update:
    """Say what a claim writes: a lease that is still there was left by somebody who vanished."""
    vanished = _a.refresh_lease_until.is_not(None)
    return (
        update(accounts)
        .values(
            refresh_at=_lease_until,
            refresh_lease_until=_lease_until,
            refresh_failures=_a.refresh_failures + case((vanished, 1), else_=0),
            refresh_unclear=or_(_a.refresh_unclear, vanished),
            version=_a.version + 1,
        )
        .returning(*ACCOUNT)
    )


def _not_passed_over(dialect: Dialect) -> list[ColumnElement[bool]]:
    channels = dialect.rows("channels", {"channel": Text()})
    return [_a.channel.not_in(select(channels.c.channel))]
