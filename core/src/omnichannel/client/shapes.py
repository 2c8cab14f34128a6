"""Answers that the client reads and the core has no model of: open, so that whatever comes can be read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from omnichannel.application.dtos.messages import MessageOut


class Shape(BaseModel):
    """Immutable and open: a field that is not named here is an attribute all the same."""

    model_config = ConfigDict(extra="allow", frozen=True)


class Nothing(Shape):
    """An answer of which nothing is needed."""


class BatchItem(Shape):
    """What became of one message of a batch; *problem* is a problem as RFC 9457 describes it."""

    index: int
    message: MessageOut | None = None
    problem: dict[str, Any] | None = None


class Batch(Shape):
    """What became of each message, in the order in which they were given."""

    items: list[BatchItem]
    accepted: int
    refused: int


class Change(Shape):
    """Something that happened; *cursor* is where to go on after it."""

    cursor: str
    type: str
    at: datetime
    message_id: UUID | None = None
    delivery_id: UUID | None = None
    account_id: UUID | None = None
    state: str | None = None


class ChangePage(Shape):
    """Changes, oldest first; *next* is where to go on, *has_more* whether there is more already."""

    items: list[Change]
    next: str | None = None
    has_more: bool = True


class ConnectionStarted(Shape):
    """Where a person gives an account free, and until when."""

    id: UUID
    authorization_url: str
    expires_at: datetime


class Candidate(Shape):
    """An account that can be connected."""

    external_id: str
    name: str
    handle: str | None = None


class ConnectionState(Shape):
    """How far connecting is; *reason* says why it failed."""

    state: str
    candidates: list[Candidate] = []
    reason: str | None = None


class Item(Shape):
    """One of what a list holds."""


class Page(Shape):
    """A page of a list; *next* is the cursor of the page after it."""

    items: list[Item]
    next: str | None = None
