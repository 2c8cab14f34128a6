"""AuditRepository: append only."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from omnichannel.domain.audit import AuditEntry


class AuditRepository(Protocol):
    """Keeps the audit log; nothing in it is ever changed."""

    async def add(self, entries: Sequence[AuditEntry]) -> None:
        """Write entries, in the commit of the deeds they tell of."""
        ...

    async def of_subject(self, subject_id: UUID) -> list[AuditEntry]:
        """Give what was done to one thing, oldest first; at most 1,000."""
        ...
