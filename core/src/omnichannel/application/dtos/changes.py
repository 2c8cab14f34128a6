"""Changes on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from omnichannel.application.dtos.wire import WireModel


class ChangeOut(WireModel):
    """One fact. It names what changed; read the thing itself for what it is now."""

    cursor: str = Field(description="Its place in the feed; pass it as `after` to go on from here.")
    type: str = Field(description="A noun and a verb in the past tense. Pass over those you do not know.")
    at: datetime
    message_id: UUID | None
    delivery_id: UUID | None
    account_id: UUID | None
    state: str | None = Field(description="The state it went to; of a message, what its author decided.")


class ChangePage(WireModel):
    """Changes, oldest first."""

    items: list[ChangeOut]
    next: str = Field(description="Pass as `after` the next time, even where `items` is empty.")
    has_more: bool = Field(description="Whether there is more already: ask again at once.")
    last: str = Field(description="The newest place in the feed. To begin there, pass it as `after`.")
