"""Accounts on the wire. Credentials come in and never go out."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from omnichannel.application.dtos.free_json import FreeJson
from omnichannel.application.dtos.messages import ChannelName
from omnichannel.application.dtos.wire import WireModel

Credentials = FreeJson


class AccountIn(WireModel):
    """An account to connect."""

    channel: ChannelName
    name: str = Field(min_length=1, max_length=200, description="As people know it.")
    credentials: Credentials = Field(
        repr=False,
        max_length=50,
        description="Valid by the channel's credentials schema. Sealed, never shown again.",
    )
    external_id: str | None = Field(None, max_length=200, description="The platform's id of it (a page id).")
    handle: str | None = Field(None, max_length=200)


class CredentialsIn(WireModel):
    """New credentials for a known account; it goes on where it was paused."""

    credentials: Credentials = Field(repr=False, max_length=50)


class AccountOut(WireModel):
    """A connected account."""

    id: UUID
    channel: str
    name: str
    external_id: str | None
    handle: str | None
    state: str
    pause_reason: str | None
    version: int
    created_at: datetime


class AccountList(WireModel):
    """All accounts, by channel and name."""

    items: list[AccountOut]
