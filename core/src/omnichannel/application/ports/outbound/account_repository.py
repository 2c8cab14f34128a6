"""AccountRepository: connected accounts, with their credentials sealed."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from omnichannel.domain.account import Account


class AccountRepository(Protocol):
    """Keeps accounts."""

    async def add(self, account: Account) -> None:
        """
        Add a new account.

        Raises:
            NotAllowedNow: the workspace has an account with that channel and external id.
        """
        ...

    async def save(self, account: Account) -> None:
        """
        Replace an account by its next version: `account.version` is one more than the stored.

        Raises:
            StaleVersion: the stored version is another.
        """
        ...

    async def get_by_id(self, id: UUID) -> Account | None:
        """Give the account, or None where the workspace has none such."""
        ...

    async def get_many(self, ids: Collection[UUID]) -> dict[UUID, Account]:
        """Give those of *ids* that exist, in one statement."""
        ...

    async def all(self) -> list[Account]:
        """Give all accounts of the workspace, by channel and name; at most 1,000."""
        ...
