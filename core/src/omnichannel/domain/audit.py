"""Who did what."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omnichannel.domain.identifiers import new_id
from omnichannel.domain.rights import Principal


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """
    One deed, written in the commit of the deed itself and never changed.

    Attributes:
        action: a noun and a verb in the past tense ("message.scheduled", "account.connected").
        subject_id: the thing it was done to.
        detail: one line for people, free of secrets and of message text.
    """

    id: UUID
    workspace_id: UUID
    actor: str
    action: str
    subject_id: UUID
    at: datetime
    detail: str = ""


def deed(
    principal: Principal, action: str, subject_id: UUID, at: datetime, *, detail: str = ""
) -> AuditEntry:
    """Make the entry of what *principal* did, in their workspace."""
    return AuditEntry(new_id(), principal.workspace_id, principal.actor, action, subject_id, at, detail)
