"""Who did what, in SQL."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from omnichannel.domain.audit import AuditEntry
from omnichannel.domain.webhook import backstage
from omnichannel_sqlalchemy.rows import ENTRY, row_from
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import audit

_a = audit.c


class SqlAlchemyAuditRepository:
    """Keeps the audit log; nothing in it is ever changed."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, entries: Sequence[AuditEntry]) -> None:
        """Write entries, in the commit of the deeds they tell of."""
        own = self._scope.workspace_id
        self._scope.admit(one.workspace_id for one in entries if backstage(one.workspace_id) != own)
        await self._scope.insert(audit, [row_from(entry) for entry in entries])

    async def of_subject(self, subject_id: UUID) -> list[AuditEntry]:
        """Give what was done to one thing, oldest first; at most 1,000."""
        done = select(*ENTRY).where(_a.subject_id == subject_id, *self._scope.visible(audit))
        rows = await self._scope.select(done.order_by(_a.at, _a.id).limit(1000))
        return [AuditEntry(*row) for row in rows]
