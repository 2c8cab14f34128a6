"""Connecting accounts by signing in, on the wire. Credentials never cross it."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.messages import ChannelName
from omnichannel.application.dtos.wire import WireModel
from omnichannel.domain.return_address import LONGEST

MOST_CHOSEN = 50


class ConnectionIn(WireModel):
    """Begin to connect accounts of a channel."""

    channel: ChannelName
    return_to: str | None = Field(
        None,
        min_length=1,
        max_length=LONGEST,
        description="Where the browser goes afterwards, with `connection=<id>`: a path of this server, or an "
        "address of this machine (http://127.0.0.1:9000/done). Left out, a page says that it is done.",
    )


class ConnectionStartedOut(WireModel):
    """Where to send the browser."""

    id: UUID
    authorization_url: str = Field(description="The platform's sign-in page; good once.")
    expires_at: datetime


class ChoiceOut(WireModel):
    """An account that can be connected."""

    external_id: str
    name: str
    handle: str | None


class ConnectionOut(WireModel):
    """How far a connection is."""

    id: UUID
    channel: str
    state: str = Field(description="`waiting`, `choosing`, `done`, `refused` or `expired`.")
    expires_at: datetime
    candidates: list[ChoiceOut] = Field(description="What can be chosen; empty before and after.")
    reason: str | None = Field(description="Why it was refused, and what to do.")


class ChooseIn(WireModel):
    """Which of the candidates to connect."""

    external_ids: list[str] = Field(min_length=1, max_length=MOST_CHOSEN)


class ChosenOut(WireModel):
    """The accounts that are connected now, in the order of the choice."""

    items: list[AccountOut]
