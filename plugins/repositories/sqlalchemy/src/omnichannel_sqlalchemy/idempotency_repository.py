"""The first answers to requests that carried a key, in SQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, and_, delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from omnichannel.application.ports.outbound.idempotency_repository import StoredAnswer
from omnichannel_sqlalchemy.columns import Id
from omnichannel_sqlalchemy.rows import ANSWER, row_from
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import idempotency

_i = idempotency.c


def _claimed(workspace_id: UUID, key: str, lease: datetime) -> list[ColumnElement[bool]]:
    return [_i.workspace_id == workspace_id, _i.key == key, _i.leased_until == lease]


class SqlAlchemyIdempotencyRepository:
    """Keeps answers for 24 hours."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get_many(self, keys: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], StoredAnswer]:
        """Give the answers to those of the (workspace, key) pairs that were used, in one statement."""
        asked = self._scope.dialect.rows("keys", {"workspace_id": Id(), "key": String()})
        used = and_(_i.workspace_id == asked.c.workspace_id, _i.key == asked.c.key)
        wanted = select(*ANSWER).join_from(asked, idempotency, used).where(*self._scope.visible(idempotency))
        rows = await self._scope.select(wanted, keys=self._scope.dialect.pack(keys))
        return {(row[0], row[1]): StoredAnswer(*row) for row in rows}

    async def add(self, answers: Sequence[StoredAnswer]) -> None:
        """Keep new answers, in the commit of what they tell of."""
        self._scope.admit(answer.workspace_id for answer in answers)
        await self._scope.insert(idempotency, [row_from(answer) for answer in answers])

    async def claim(self, claim: StoredAnswer, *, now: datetime) -> StoredAnswer | None:
        """Put *claim* where nothing stands or an equal request's lease ended; else give what stands there."""
        self._scope.admit([claim.workspace_id])
        insert = self._scope.dialect.insert(idempotency).values(row_from(claim))
        ended = and_(_i.leased_until <= now, _i.request_hash == claim.request_hash)
        put = insert.on_conflict_do_update(
            index_elements=[_i.workspace_id, _i.key],
            set_={"at": claim.at, "leased_until": claim.leased_until},
            where=ended,
        ).returning(_i.key)
        if (await self._scope.run(put)).first() is not None:
            return None
        place = (claim.workspace_id, claim.key)
        return (await self.get_many([place]))[place]

    async def renew(self, workspace_id: UUID, key: str, *, lease: datetime, until: datetime) -> bool:
        """Let the claim whose lease is *lease* last *until* then. Says whether it was still there."""
        self._scope.admit([workspace_id])
        renewed = update(idempotency).values(leased_until=until)
        return (await self._scope.run(renewed.where(*_claimed(workspace_id, key, lease)))).rowcount > 0

    async def keep(self, answer: StoredAnswer, *, lease: datetime) -> bool:
        """Put *answer* in the place of the claim whose lease is *lease*. Says whether it was still there."""
        self._scope.admit([answer.workspace_id])
        put = update(idempotency).values(row_from(answer))
        return (
            await self._scope.run(put.where(*_claimed(answer.workspace_id, answer.key, lease)))
        ).rowcount > 0

    async def release(self, workspace_id: UUID, key: str, *, lease: datetime) -> bool:
        """Take the claim whose lease is *lease* away. Says whether it was still there."""
        self._scope.admit([workspace_id])
        return (
            await self._scope.run(delete(idempotency).where(*_claimed(workspace_id, key, lease)))
        ).rowcount > 0

    async def forget(self, *, before: datetime) -> int:
        """Drop answers that are older. Gives how many."""
        old = delete(idempotency).where(_i.at < before, *self._scope.visible(idempotency))
        return (await self._scope.run(old)).rowcount
