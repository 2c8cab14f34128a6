"""An account: the page, number or mailbox in whose name messages are published."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID


class AccountState(StrEnum):
    """Whether an account publishes. A removed one is kept for its history and is never shown."""

    ACTIVE = "active"
    PAUSED = "paused"
    REMOVED = "removed"


class PausedBy(StrEnum):
    """Who stopped an account: its platform, which no longer accepts the sign-in, or a person."""

    SIGN_IN = "sign_in"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Account:
    """
    A connected account, with its credentials sealed.

    Attributes:
        external_id: the platform's id of it (a page id); None where the platform has none.
        sealed: the credentials in sealed form (`omnichannel.application.sealing`); never shown again.
        pause_reason: why it is paused and what to do, in a sentence; None while it is active.
        paused_by: None while it is active. What a person paused goes on by a person's word only.
        expires_at: when the sign-in ends, as the platform said; None: never, or nobody knows.
    """

    id: UUID
    workspace_id: UUID
    channel: str
    name: str
    created_at: datetime
    external_id: str | None = None
    handle: str | None = None
    state: AccountState = AccountState.ACTIVE
    pause_reason: str | None = None
    sealed: bytes = field(default=b"", repr=False)
    version: int = 1
    paused_by: PausedBy | None = None
    expires_at: datetime | None = None

    def paused(self, by: PausedBy, reason: str) -> Self:
        """Stop it. A person's pause stays a person's, whatever the platform says meanwhile."""
        return replace(
            self, state=AccountState.PAUSED, paused_by=by, pause_reason=reason, version=self.version + 1
        )

    def resumed(self) -> Self:
        """Let it go on."""
        return replace(
            self, state=AccountState.ACTIVE, paused_by=None, pause_reason=None, version=self.version + 1
        )

    def reconnected(self, sealed: bytes, *, expires_at: datetime | None = None) -> Self:
        """Give it new credentials. It goes on, unless a person paused it."""
        after = self if self.paused_by is PausedBy.PERSON else self.resumed()
        return replace(after, sealed=sealed, expires_at=expires_at, version=self.version + 1)

    def removed(self) -> Self:
        """Erase its credentials and let it publish no more; name and id stay for its history."""
        after = replace(self.resumed(), state=AccountState.REMOVED, sealed=b"")
        return replace(after, expires_at=None)


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """
    An account as a gateway gets it: credentials unsealed, in memory only.

    `Vault` keeps those that were used last open, so one may serve many deliveries; it is never stored.

    Attributes:
        credentials: an instance of the channel's credentials model; secrets in it are `SecretStr`.
    """

    id: UUID
    channel: str
    name: str
    external_id: str | None
    credentials: Any = field(repr=False)
    handle: str | None = None
