"""
The feed of changes, in SQL. Triggers of the database write it (migrations/versions/v0002_changes.py).

SQLite has one writer at a time, so that places are given in the order of the commits and whoever has
read up to one has missed nothing before it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, Select, delete, func, select

from omnichannel.application.ports.outbound.change_repository import FeedBounds
from omnichannel.domain.change import Change
from omnichannel_sqlalchemy.rows import CHANGE
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import changes, forgotten_changes, outbox

_c, _f = changes.c, forgotten_changes.c


class SqlAlchemyChangeRepository:
    """Reads and forgets changes."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def after(self, place: int, *, limit: int) -> Sequence[Change]:
        """Give up to *limit* changes that come after *place*, oldest first."""
        later = select(*CHANGE).where(_c.seq > place, *self._scope.visible(changes))
        return [Change(*row) for row in await self._scope.select(later.order_by(_c.seq).limit(limit))]

    async def bounds(self) -> FeedBounds:
        """Say from where to where the feed reaches."""
        newest = select(func.max(_c.seq)).where(*self._scope.visible(changes)).scalar_subquery()
        gone = select(func.max(_f.seq)).where(*self._scope.visible(forgotten_changes)).scalar_subquery()
        ((last, forgotten),) = await self._scope.select(select(newest, gone))
        return FeedBounds(forgotten=forgotten or 0, last=max(last or 0, forgotten or 0))

    async def forget(self, *, before: datetime, limit: int) -> int:
        """Drop the oldest changes as long as they are older than *before*, and mark how far."""
        oldest = select(_c.seq, _c.at, _c.workspace_id).where(*self._scope.visible(changes))
        head = oldest.order_by(_c.seq).limit(limit + 1).subquery("head")
        kept_from = await self._untold(await self._first_kept(head, before, limit))
        gone = select(head.c.workspace_id, func.max(head.c.seq)).where(head.c.seq < kept_from)
        await self._mark(gone.group_by(head.c.workspace_id))
        old = delete(changes).where(_c.seq < kept_from, *self._scope.visible(changes))
        return (await self._scope.run(old)).rowcount

    async def _first_kept(self, head: FromClause, before: datetime, limit: int) -> int:
        young = func.min(head.c.seq).filter(head.c.at >= before)
        found = await self._scope.select(select(young, func.max(head.c.seq), func.count()).select_from(head))
        ((first_young, last, count),) = found
        if first_young is not None:
            return int(first_young)
        return int(last or 0) + (0 if count > limit else 1)

    async def _untold(self, kept_from: int) -> int:
        """What the outbox has not told yet stays, however old it is."""
        told: int | None = (await self._scope.run(select(outbox.c.place))).scalar_one_or_none()
        return kept_from if told is None else min(kept_from, told + 1)

    async def _mark(self, gone: Select[Any]) -> None:
        mark = self._scope.dialect.insert(forgotten_changes).from_select([_f.workspace_id, _f.seq], gone)
        newest = {"seq": mark.excluded.seq}
        await self._scope.run(mark.on_conflict_do_update(index_elements=[_f.workspace_id], set_=newest))
