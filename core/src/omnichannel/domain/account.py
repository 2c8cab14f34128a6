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
        refresh_at: when somebody must renew the sign-in; None: nobody. While it is being renewed, this is
            the end of the lease, so that whoever dies leaves an account that is due again.
        refresh_lease_until: until when somebody renews it; None: nobody does.
        refresh_failures: how many tries in a row brought no new sign-in.
        refresh_unclear: one of these ended without a word of the platform, which may have replaced the
            sign-in without our hearing of it.
        refresh_problem: why the last try brought nothing; None where it did, or there was none.
        refresh_first: the platform said that the sign-in has expired: nothing leaves before it is renewed.
        refreshed_at: when it was renewed last.
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
    refresh_at: datetime | None = None
    refresh_lease_until: datetime | None = None
    refresh_failures: int = 0
    refresh_unclear: bool = False
    refresh_problem: str | None = None
    refresh_first: bool = False
    refreshed_at: datetime | None = None

    @property
    def refreshes(self) -> bool:
        """Whether its sign-in is renewed by itself before it ends."""
        return self.refresh_at is not None

    def is_being_refreshed(self, now: datetime) -> bool:
        """Say whether somebody renews its sign-in at present."""
        return self.refresh_lease_until is not None and self.refresh_lease_until > now

    def waits_for_refresh(self, now: datetime) -> bool:
        """Say whether its sign-in has expired and is to be renewed before anything leaves."""
        has_expired = self.expires_at is not None and self.expires_at <= now
        return self.refreshes and (self.refresh_first or has_expired)

    def paused(self, by: PausedBy, reason: str) -> Self:
        """
        Stop it. A person's pause stays a person's, whatever the platform says meanwhile.

        What the platform stopped is not renewed any more; what a person stopped is, so that it can go on.
        """
        after = self._settled(refresh_at=None) if by is PausedBy.SIGN_IN else self
        return replace(
            after, state=AccountState.PAUSED, paused_by=by, pause_reason=reason, version=self.version + 1
        )

    def resumed(self) -> Self:
        """Let it go on."""
        return replace(
            self, state=AccountState.ACTIVE, paused_by=None, pause_reason=None, version=self.version + 1
        )

    def reconnected(
        self, sealed: bytes, *, expires_at: datetime | None = None, refresh_at: datetime | None = None
    ) -> Self:
        """Give it new credentials. It goes on, unless a person paused it."""
        after = self if self.paused_by is PausedBy.PERSON else self.resumed()
        after = after._settled(refresh_at=refresh_at)
        return replace(after, sealed=sealed, expires_at=expires_at, version=self.version + 1)

    def refreshed(
        self, sealed: bytes, *, expires_at: datetime | None, refresh_at: datetime | None, now: datetime
    ) -> Self:
        """Give it the credentials that its platform renewed; as after reconnecting, it goes on."""
        after = self.reconnected(sealed, expires_at=expires_at, refresh_at=refresh_at)
        return replace(after, refreshed_at=now)

    def refresh_failed(self, problem: str, *, refresh_at: datetime, is_unclear: bool) -> Self:
        """Keep that a try brought nothing: it is made again at *refresh_at*, with the same credentials."""
        return replace(
            self,
            refresh_at=refresh_at,
            refresh_lease_until=None,
            refresh_failures=self.refresh_failures + 1,
            refresh_unclear=self.refresh_unclear or is_unclear,
            refresh_problem=problem,
            version=self.version + 1,
        )

    def refresh_refused(self, reason: str) -> Self:
        """Stop it, since its platform does not renew the sign-in; what a person stopped stays theirs."""
        if self.state is AccountState.ACTIVE:
            after = self.paused(PausedBy.SIGN_IN, reason)
        else:
            after = replace(self._settled(refresh_at=None), version=self.version + 1)
        return replace(after, refresh_problem=reason)

    def refresh_called_for(self, at: datetime) -> Self:
        """Let nothing leave before the sign-in is renewed, which is due *at* once; once is enough."""
        if self.refresh_first:
            return self
        due_at = at if self.refresh_lease_until is None else self.refresh_at
        return replace(self, refresh_first=True, refresh_at=due_at, version=self.version + 1)

    def removed(self) -> Self:
        """Erase its credentials and let it publish no more; name and id stay for its history."""
        after = replace(self.resumed(), state=AccountState.REMOVED, sealed=b"")
        return replace(after._settled(refresh_at=None), expires_at=None)

    def _settled(self, *, refresh_at: datetime | None) -> Self:
        """Forget what was known about renewing its sign-in."""
        return replace(
            self,
            refresh_at=refresh_at,
            refresh_lease_until=None,
            refresh_failures=0,
            refresh_unclear=False,
            refresh_problem=None,
            refresh_first=False,
        )


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
