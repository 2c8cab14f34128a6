"""The first answers to requests that carried a key, in SQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, and_, delete, select

from omnichannel.application.ports.outbound.idempotency_repository import StoredAnswer
from omnichannel_sqlalchemy.columns import Id
from omnichannel_sqlalchemy.rows import ANSWER, row_from
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import idempotency

_i = idempotency.c


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

    async def forget(self, *, before: datetime) -> int:
        """Drop answers that are older. Gives how many."""
        old = delete(idempotency).where(_i.at < before, *self._scope.visible(idempotency))
        return (await self._scope.run(old)).rowcount
