"""What will end by itself, on the wire."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from omnichannel.application.dtos.wire import WireModel


class EndingOut(WireModel):
    """Something that ends by itself, told before it happens."""

    kind: Literal["remote_version", "sign_in"]
    urgency: Literal["notice", "warning", "urgent", "ended"] = Field(
        description="At most 90, 30, 7 days away; or past."
    )
    channel: str
    account_id: UUID | None = Field(description="Of a sign-in; null for a version.")
    ends_at: datetime
    planned_after: int = Field(ge=0, description="How many deliveries are planned after that.")
    detail: str
    fix: str


class EndingList(WireModel):
    """What will end, the nearest first; at most 1,000."""

    items: list[EndingOut]
    more: int = Field(0, ge=0, description="How many others end, later than these.")
