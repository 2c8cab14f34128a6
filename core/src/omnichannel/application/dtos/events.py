"""Events as programs are told them: the body of an outgoing webhook."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.deliveries import DeliverySummary
from omnichannel.application.dtos.wire import WireModel


class MessageHeadOut(WireModel):
    """A message without what it says and to whom: GET /v1/messages/{id} has the rest."""

    id: UUID
    state: str = Field(description="What its author decided: draft, awaiting_approval, scheduled, cancelled.")
    title: str | None
    planned_at: datetime | None
    version: int
    created_by: str
    created_at: datetime
    updated_at: datetime


class EventData(WireModel):
    """What happened, and to what. What the event is not about is null."""

    cursor: str | None = Field(description="Its place in GET /v1/changes; null for a test.")
    state: str | None = Field(description="The state it went to, when it happened.")
    message_id: UUID | None = None
    delivery_id: UUID | None = None
    account_id: UUID | None = None
    message: MessageHeadOut | None = Field(None, description="As it was when the event was written.")
    delivery: DeliverySummary | None = Field(None, description="As it was when the event was written.")
    account: AccountOut | None = Field(None, description="As it was when the event was written.")


class EventOut(WireModel):
    """One event, in the form that the Standard Webhooks specification recommends."""

    type: str = Field(description="A noun and a word, such as delivery.published.")
    timestamp: datetime = Field(description="When it happened.")
    data: EventData
