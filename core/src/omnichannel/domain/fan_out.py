"""A fan-out: one account's deliveries to one list of people, made in chunks as work that is due."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FanOut:
    """
    How far the deliveries to a list are made.

    Attributes:
        total: how many people the list has.
        position: up to whom deliveries are made; 0 before anybody, *total* at the end.
        due_at: when somebody must go on with it; None: it is finished, was stopped, or belongs to a draft.
        fence: grows with each claim; who holds an older one writes nothing.
        backup_of: it comes from a backup of this moment, and the original may have sent what is still to
            be made; None: nobody can have.
    """

    id: UUID
    workspace_id: UUID
    message_id: UUID
    account_id: UUID
    list_id: UUID
    total: int
    position: int = 0
    due_at: datetime | None = None
    fence: int = 0
    backup_of: datetime | None = None

    @property
    def is_unfinished(self) -> bool:
        """Whether deliveries are still being made."""
        return self.due_at is not None
