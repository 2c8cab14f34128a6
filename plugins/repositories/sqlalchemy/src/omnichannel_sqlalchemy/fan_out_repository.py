"""Which deliveries to lists are still to be made, in SQL."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from omnichannel.domain.fan_out import FanOut
from omnichannel_sqlalchemy.rows import FAN_OUT, fan_out_from_row, row_from
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import fan_outs

_f = fan_outs.c


class SqlAlchemyFanOutRepository:
    """Keeps fan-outs."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, new: Sequence[FanOut]) -> None:
        """Add new fan-outs, in one statement."""
        self._scope.admit(one.workspace_id for one in new)
        await self._scope.insert(fan_outs, [row_from(one) for one in new])

    async def of_messages(self, message_ids: Collection[UUID]) -> list[FanOut]:
        """Give the fan-outs of these messages, in the order of their ids, in one statement."""
        rows = await self._scope.get_many(FAN_OUT, message_ids, by="message_id")
        return [fan_out_from_row(row) for row in rows]

    async def claim_due(self, *, now: datetime, lease: timedelta) -> FanOut | None:
        """Claim the one that is due the longest, in one statement."""
        due = select(_f.id).where(_f.due_at <= now, *self._scope.visible(fan_outs))
        first = due.order_by(_f.due_at, _f.id).limit(1)
        claim = update(fan_outs).where(_f.id.in_(first)).values(due_at=now + lease, fence=_f.fence + 1)
        rows = await self._scope.select(claim.returning(*FAN_OUT))
        return fan_out_from_row(rows[0]) if rows else None

    async def advance(self, after: FanOut) -> bool:
        """Write position and `due_at` of a claimed fan-out; False where the stored fence is another."""
        held = (_f.id == after.id, _f.fence == after.fence, *self._scope.visible(fan_outs))
        written = update(fan_outs).where(*held).values(position=after.position, due_at=after.due_at)
        return (await self._scope.run(written)).rowcount == 1

    async def stop(self, message_id: UUID) -> int:
        """Let nobody go on with a message's unfinished fan-outs. Gives how many."""
        mine = (_f.message_id == message_id, _f.due_at.is_not(None), *self._scope.visible(fan_outs))
        stopped = update(fan_outs).where(*mine).values(due_at=None, fence=_f.fence + 1)
        return (await self._scope.run(stopped)).rowcount

    async def remove(self, message_id: UUID) -> None:
        """Remove the fan-outs of a message."""
        mine = (_f.message_id == message_id, *self._scope.visible(fan_outs))
        await self._scope.run(delete(fan_outs).where(*mine))

    async def next_due(self) -> datetime | None:
        """Give the earliest `due_at` of all, or None where nothing is to be made."""
        waits = (_f.due_at.is_not(None), *self._scope.visible(fan_outs))
        first = select(_f.due_at).where(*waits).order_by(_f.due_at, _f.id).limit(1)
        found: datetime | None = (await self._scope.run(first)).scalar_one_or_none()
        return found
