"""A connection: one person's way from our page to the platform's sign-in, and back with accounts."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

SIGN_IN_LASTS = timedelta(minutes=10)
"""How long a person may take at the platform."""
CHOOSING_LASTS = timedelta(minutes=30)
"""How long the accounts that were found wait for a choice."""


class ConnectionState(StrEnum):
    """How far a connection is; each value is what the API shows."""

    WAITING = "waiting"
    CHOOSING = "choosing"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Choice:
    """An account that can be connected, as the person sees it; *expires_at*: when its sign-in ends."""

    external_id: str
    name: str
    handle: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """
    A connection under way.

    Attributes:
        ticket: SHA-256, in hexadecimal, of the state that the platform hands back; None once it was
            used, so that it is used once.
        return_to: where the browser goes afterwards; None shows a page of ours.
        choices: what the person may choose from, in the platform's order.
        sealed: the credentials of *choices* in sealed form; empty before and after.
        reason: why it was refused, with what to do; None otherwise.
    """

    id: UUID
    workspace_id: UUID
    channel: str
    state: ConnectionState
    created_at: datetime
    expires_at: datetime
    ticket: str | None = None
    return_to: str | None = None
    choices: tuple[Choice, ...] = ()
    sealed: bytes = field(default=b"", repr=False)
    reason: str | None = None

    def state_at(self, now: datetime) -> ConnectionState:
        """Say how far it is at *now*: what was not finished in time is `expired`."""
        is_open = self.state in (ConnectionState.WAITING, ConnectionState.CHOOSING)
        return ConnectionState.EXPIRED if is_open and now >= self.expires_at else self.state

    def offering(self, choices: tuple[Choice, ...], sealed: bytes, *, now: datetime) -> Self:
        """Let the person choose."""
        until = now + CHOOSING_LASTS
        return replace(self, state=ConnectionState.CHOOSING, choices=choices, sealed=sealed, expires_at=until)

    def refused(self, reason: str) -> Self:
        """End it without an account."""
        return replace(self, state=ConnectionState.REFUSED, reason=reason)

    def done(self) -> Self:
        """End it; the credentials that nobody chose are forgotten with the others."""
        return replace(self, state=ConnectionState.DONE, sealed=b"")
