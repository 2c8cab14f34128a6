"""Counts over many deliveries, in SQL."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    and_,
    func,
    literal_column,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

from omnichannel.application.ports.outbound.statistics_repository import Backlog, Lateness, OutcomeCount
from omnichannel.domain.days import Day
from omnichannel.domain.delivery_state import ARRIVED, UNPUBLISHED
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel_sqlalchemy.columns import Choice, Instant
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import deliveries, messages

OVERDUE_AFTER = timedelta(minutes=1)
_d = deliveries.c
_NOT_BEGUN = (S.SCHEDULED, S.RELEASED, S.WAITING)
_ENDED = _d.state.in_(literal_column(f"'{state}'") for state in sorted(UNPUBLISHED))
"""Written as the partial index has it, or it would not be used."""


class SqlAlchemyStatisticsRepository:
    """Counts deliveries."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def outcomes(self, days: Sequence[Day]) -> list[OutcomeCount]:
        """Count what ended on each of *days*, by channel."""
        table = self._table()
        arrived = self._on(table, _d.published_at, type_coerce(literal_column("'published'"), Choice(S)))
        other = self._on(table, _d.updated_at, _d.state)
        out = (_d.published_at.is_not(None), _d.state.in_(sorted(ARRIVED)))
        counted = union_all(arrived.where(*out), other.where(_ENDED))
        rows = await self._scope.select(counted, days=self._packed(days))
        return [OutcomeCount(days[at].date, *row) for at, *row in rows]

    def _on(self, days: FromClause, at: ColumnElement[Any], outcome: ColumnElement[Any]) -> Select[Any]:
        falls = and_(at >= days.c.start, at < days.c.end, *self._scope.visible(deliveries))
        counted = select(days.c.day, _d.channel, outcome.label("outcome"), func.count())
        return counted.join_from(days, deliveries, falls).group_by(days.c.day, _d.channel, "outcome")

    async def backlog(self, *, now: datetime) -> Backlog:
        """Count what is not finished."""
        waiting = self._count().where(_d.state == S.WAITING)
        asking = self._count().where(_d.state == S.UNKNOWN, _d.due_at.is_(None))
        both = select(waiting.scalar_subquery(), asking.scalar_subquery())
        ((waits, asks),) = await self._scope.select(both)
        ((due, overdue),) = await self._scope.select(self._due(now))
        return Backlog(due, overdue, waits, asks)

    def _count(self) -> Select[int]:
        return select(func.count()).select_from(deliveries).where(*self._scope.visible(deliveries))

    def _due(self, now: datetime) -> Select[int, int]:
        """Only the time stands in the condition: what is due is little, what a state has may be much."""
        such = and_(_d.state.in_(_NOT_BEGUN), *self._scope.visible(deliveries))
        long_ago = and_(such, _d.due_at < now - OVERDUE_AFTER)
        counted = select(func.count().filter(such), func.count().filter(long_ago))
        return counted.select_from(deliveries).where(_d.due_at <= now)

    async def lateness(self, days: Sequence[Day], *, bounds: Sequence[timedelta]) -> dict[date, Lateness]:
        """Say how late the deliveries were that were published on each of *days*."""
        late = self._late(self._table())
        up_to = [func.count().filter(late.c.late <= bound.total_seconds()) for bound in bounds]
        counted = select(late.c.day, *up_to, func.count(), func.max(late.c.late)).group_by(late.c.day)
        rows = await self._scope.select(counted, days=self._packed(days))
        return {days[at].date: _lateness(list[int](sums), longest) for at, *sums, longest in rows}

    def _late(self, days: FromClause) -> FromClause:
        planned = func.coalesce(messages.c.planned_at, messages.c.created_at)
        late = self._scope.dialect.seconds(_d.published_at, planned).label("late")
        out = (_d.published_at >= days.c.start, _d.published_at < days.c.end)
        return (
            select(days.c.day, late)
            .join_from(days, deliveries, and_(*out, *self._scope.visible(deliveries)))
            .join(messages, messages.c.id == _d.message_id)
            .subquery()
        )

    def _table(self) -> FromClause:
        return self._scope.dialect.rows("days", {"day": Integer(), "start": Instant(), "end": Instant()})

    def _packed(self, days: Sequence[Day]) -> str:
        return self._scope.dialect.pack((at, day.start, day.end) for at, day in enumerate(days))


def _lateness(sums: list[int], longest: float) -> Lateness:
    counts = tuple(more - less for less, more in zip([0, *sums], sums, strict=False))
    return Lateness(counts, max(timedelta(seconds=longest), timedelta()))
