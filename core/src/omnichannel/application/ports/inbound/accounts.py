"""What can be asked about accounts."""

from typing import Protocol
from uuid import UUID

from omnichannel.application.dtos.accounts import AccountIn, AccountList, AccountOut, CredentialsIn
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
        Replace the credentials; a paused account goes on, and what waited for it becomes due.

        Raises:
            NotFound, InvalidRequest: as above.
        """
        ...


class GetAccountsUseCase(Protocol):
    """Read accounts."""

    async def all(self, principal: Principal) -> AccountList:
        """Give all accounts of the workspace."""
        ...

    async def get(self, principal: Principal, id: UUID) -> AccountOut:
        """
        Give one account.

        Raises:
            NotFound: there is no such account in the workspace.
        """
        ...
