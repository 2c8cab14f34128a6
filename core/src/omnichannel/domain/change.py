"""A change: one line of the feed by which others follow what happens here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ChangeType(StrEnum):
    """What has happened; a noun and a verb in the past tense. There may be more one day."""

    MESSAGE_CREATED = "message.created"
    MESSAGE_UPDATED = "message.updated"
    MESSAGE_CANCELLED = "message.cancelled"
    MESSAGE_REMOVED = "message.removed"
    DELIVERY_UPDATED = "delivery.updated"
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_UPDATED = "account.updated"
    ACCOUNT_PAUSED = "account.paused"
    ACCOUNT_RESUMED = "account.resumed"
    ACCOUNT_REMOVED = "account.removed"


@dataclass(frozen=True, slots=True)
class Change:
    """
    One fact, written in the commit of the row it tells of.

    It names what changed and carries none of its words: whoever follows reads the thing itself.

    Attributes:
        seq: its place in the feed; later ones are larger, and there are gaps.
        at: when, by the clock of whoever wrote the row; not always in the order of the places.
        state: of a message what people decided, of a delivery or account where it stands now.
    """

    seq: int
    workspace_id: UUID
    type: ChangeType
    at: datetime
    message_id: UUID | None = None
    delivery_id: UUID | None = None
    account_id: UUID | None = None
    state: str | None = None
