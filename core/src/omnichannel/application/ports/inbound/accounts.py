"""What can be asked about accounts."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from omnichannel.application.dtos.accounts import (
    AccountEditIn,
    AccountIn,
    AccountList,
    AccountOut,
    CredentialsIn,
    PauseIn,
    ProbeOut,
    QuotaOut,
    RefreshOut,
)
from omnichannel.domain.rights import Principal


class ConnectAccountUseCase(Protocol):
    """Connect accounts."""

    async def connect(self, principal: Principal, new: AccountIn) -> AccountOut:
        """
        Connect an account; its credentials are sealed before they are stored.

        Raises:
            InvalidRequest: the channel is unknown, or the credentials do not fit its schema.
            NotAllowedNow: the workspace has that account already.
        """
        ...

    async def reconnect(self, principal: Principal, id: UUID, new: CredentialsIn) -> AccountOut:
        """
        Replace the credentials. An account that its platform stopped goes on, and what waited becomes due.

        What a person paused stays paused.

        Raises:
            NotFound, InvalidRequest: as above.
        """
        ...


class GetAccountsUseCase(Protocol):
    """Read accounts."""

    async def list(self, principal: Principal, *, limit: int, cursor: str | None) -> AccountList:
        """
        Give the accounts of the workspace, by channel and name, at most *limit*.

        Raises:
            InvalidRequest: *cursor* is not one of ours.
        """
        ...

    async def get(self, principal: Principal, id: UUID) -> AccountOut:
        """
        Give one account.

        Raises:
            NotFound: there is no such account in the workspace.
        """
        ...


class EditAccountUseCase(Protocol):
    """Rename accounts."""

    async def edit(self, principal: Principal, id: UUID, new: AccountEditIn, *, version: int) -> AccountOut:
        """
        Replace name and handle.

        Raises:
            NotFound: there is no such account in the workspace.
            StaleVersion: *version* is not the stored one.
        """
        ...


class PauseAccountUseCase(Protocol):
    """Stop an account, and let it go on."""

    async def pause(self, principal: Principal, id: UUID, why: PauseIn) -> AccountOut:
        """
        Let nothing more leave until somebody resumes it. What is under way ends; the rest waits.

        Raises:
            NotFound: there is no such account in the workspace.
        """
        ...

    async def resume(self, principal: Principal, id: UUID) -> AccountOut:
        """
        Let a paused account go on, whoever paused it; what waited becomes due. An active one stays so.

        Raises:
            NotFound: there is no such account in the workspace.
        """
        ...


class ProbeAccountUseCase(Protocol):
    """Ask a platform about a sign-in."""

    async def probe(self, principal: Principal, id: UUID) -> ProbeOut:
        """
        Ask whether the account's credentials are still good.

        Dead ones pause the account; good ones let it go on where its platform had stopped it, never
        where a person did. A platform that does not answer changes nothing.

        Raises:
            NotFound: there is no such account in the workspace.
            NotAllowedNow: the channel is closed, or cannot be asked.
        """
        ...


class RefreshAccountUseCase(Protocol):
    """Have a sign-in renewed."""

    async def refresh(self, principal: Principal, id: UUID) -> RefreshOut:
        """
        Have the platform replace the account's sign-in now, and let go on what waited for it.

        A grant that the platform refuses pauses the account. Where nobody knows what came of it, it is
        tried again by itself.

        Raises:
            NotFound: there is no such account in the workspace.
            NotAllowedNow: the channel is closed or renews no sign-ins, or this one is being renewed.
        """
        ...


class RemoveAccountUseCase(Protocol):
    """Disconnect accounts."""

    async def remove(self, principal: Principal, id: UUID) -> None:
        """
        Erase the credentials, and call off what was not sent. The history stays.

        Raises:
            NotFound: there is no such account in the workspace, or it was removed already.
        """
        ...


class AskQuotaUseCase(Protocol):
    """Answer whether an account may publish at a given time."""

    async def ask(self, principal: Principal, id: UUID, at: datetime | None) -> QuotaOut:
        """
        Say whether one more post may leave at *at* (None: now), and if not, why and when.

        Raises:
            NotFound: there is no such account in the workspace.
            InvalidRequest: *at* is past, or more than ten years away.
        """
        ...
