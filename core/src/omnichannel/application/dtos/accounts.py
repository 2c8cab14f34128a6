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


class AccountEditIn(WireModel):
    """What people call an account; both are replaced."""

    name: str = Field(min_length=1, max_length=200, description="As people know it.")
    handle: str | None = Field(None, max_length=200, description="As the platform shows it (@bakery).")


class PauseIn(WireModel):
    """Why an account shall publish nothing for a while."""

    reason: str | None = Field(None, min_length=1, max_length=500, description="Shown to everybody.")


class AccountOut(WireModel):
    """A connected account."""

    id: UUID
    channel: str
    name: str
    external_id: str | None
    handle: str | None
    state: str = Field(description="`active`, or `paused`.")
    paused_by: str | None = Field(
        description="`sign_in`: the platform no longer accepts the credentials. `person`: somebody paused it."
    )
    pause_reason: str | None
    expires_at: datetime | None = Field(
        description="When the sign-in ends, as the platform said; null: never, or nobody knows."
    )
    refreshes: bool = Field(False, description="The sign-in is renewed by itself before it ends.")
    refreshed_at: datetime | None = Field(None, description="When it was renewed last.")
    refresh_problem: str | None = Field(
        None, description="Why it could not be renewed so far; it is tried again while `refreshes`."
    )
    version: int
    created_at: datetime


class AccountList(WireModel):
    """Accounts, by channel and name."""

    items: list[AccountOut]
    next: str | None = Field(None, description="Pass as `cursor` for what follows; null at the end.")


class ProbeOut(WireModel):
    """What the platform says of an account's sign-in."""

    ok: bool | None = Field(description="null: it could not be asked, and nothing was changed.")
    checked_at: datetime
    expires_at: datetime | None
    reason: str | None = Field(description="Why it is not good, or could not be asked.")
    fix: str | None


class RefreshOut(WireModel):
    """What came of renewing an account's sign-in."""

    ok: bool | None = Field(description="null: nobody knows yet, and it is tried again by itself.")
    at: datetime
    expires_at: datetime | None = Field(None, description="When the new sign-in ends; null: nobody says.")
    reason: str | None = Field(None, description="Why it was not renewed.")
    fix: str | None = None


class QuotaOut(WireModel):
    """
    Whether one more post of an account may leave at a given time.

    The account's rate is a bucket of *limit* posts, which is empty again after *per_seconds*.
    """

    allowed: bool
    at: datetime = Field(description="The moment that was asked about.")
    used: int | None = Field(description="Of *limit*, once all that is planned until then has gone.")
    limit: int | None = Field(description="null: the channel has no limit of its own.")
    per_seconds: float | None
    reason: str | None = Field(description="Why not, in a sentence; null where it is allowed.")
    next_free_at: datetime | None = Field(
        description="The earliest moment at which it may leave; null where a person must act first."
    )
