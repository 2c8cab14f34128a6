"""Webhooks on the wire. A secret goes out once, when it is made."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from omnichannel.application.dtos.deliveries import AttemptOut
from omnichannel.application.dtos.wire import WireModel

EventName = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^(\*|[a-z_]+\.(\*|[a-z_]+))$")]
Events = Annotated[
    list[EventName],
    Field(
        min_length=1, max_length=50, description='Names of events, "delivery.*" for all of a kind, or "*".'
    ),
]
Url = Annotated[str, Field(min_length=1, max_length=2_000, description="A public https address.")]


class WebhookIn(WireModel):
    """An endpoint that wants to be told."""

    url: Url
    events: Events = Field(["*"], validate_default=True)
    description: str | None = Field(None, min_length=1, max_length=200, description="What it is for.")


class WebhookEditIn(WireModel):
    """What is to be another; what is not said stays."""

    url: Url | None = None
    events: Events | None = None
    description: str | None = Field(None, min_length=1, max_length=200, description="null: none.")


class WebhookOut(WireModel):
    """An endpoint and what it is told."""

    id: UUID
    url: str | None = Field(description="null while the plugin that delivers webhooks is disabled.")
    events: list[str]
    description: str | None
    state: str = Field(description="`active`, or `paused`: then events wait.")
    pause_reason: str | None
    version: int
    created_at: datetime


class WebhookWithSecret(WebhookOut):
    """An endpoint with its new secret, which is never shown again."""

    secret: str = Field(repr=False, description="whsec_ and base64: what events are signed with from now on.")


class WebhookList(WireModel):
    """All endpoints, oldest first."""

    items: list[WebhookOut]


class RotateIn(WireModel):
    """How the present secret ends."""

    keep_old_hours: int = Field(
        24, ge=0, le=168, description="How long it goes on signing beside the new one; 0: it ends now."
    )


class ReplayIn(WireModel):
    """What is sent again: everything since a moment, or single deliveries."""

    since: AwareDatetime | None = Field(None, description="Events that happened then or later.")
    delivery_ids: list[UUID] | None = Field(None, min_length=1, max_length=200)
    only: Literal["failed", "all"] = Field(
        "failed", description="What was given up; or also what arrived, as the receiver may have lost it."
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.since is None) == (self.delivery_ids is None):
            raise ValueError("say either since or delivery_ids")
        return self


class ReplayOut(WireModel):
    """How much is sent again."""

    count: int
    more: bool = Field(description="There is more: ask again, and the next part follows.")


class EventDeliveryOut(WireModel):
    """One event on its way to one endpoint, with every attempt."""

    id: UUID = Field(description="Its hexadecimal digits are the header webhook-id.")
    event: str
    body: str = Field(description="What is posted, to the letter.")
    state: str
    status: int | None = Field(description="Of the last answer, where there was one.")
    reason: str | None
    fix: str | None
    next_look_at: datetime | None
    attempts: int
    updated_at: datetime
    tries: list[AttemptOut]


class EventDeliveryPage(WireModel):
    """Events that an endpoint was told, newest first."""

    items: list[EventDeliveryOut]
    next: str | None = Field(description="Pass as `cursor` for what follows; null at the end.")
