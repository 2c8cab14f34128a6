"""AccountRepository: connected accounts, with their credentials sealed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from omnichannel.domain.account import Account

PlaceOfAccount = tuple[str, str, UUID]
"""Where an account stands in the list: its channel, its name, its id."""


class AccountRepository(Protocol):
    """Keeps accounts. Those that were removed are kept for their history and never given."""

    async def add(self, account: Account) -> None:
        """
        Add a new account.

        Raises:
            NotAllowedNow: the workspace has an account with that channel and external id.
        """
        ...

    async def add_many(self, accounts: Sequence[Account]) -> None:
        """Add new accounts, in one statement. Raises as `add`."""
        ...

    async def save(self, account: Account) -> None:
        """
        Replace an account by its next version: `account.version` is one more than the stored.

        Raises:
            StaleVersion: the stored version is another, or it was removed.
        """
        ...

    async def save_many(self, accounts: Sequence[Account]) -> None:
        """Replace accounts by their next versions, in one statement; all or none. Raises as `save`."""
        ...

    async def get_by_id(self, id: UUID) -> Account | None:
        """Give the account, or None where the workspace has none such."""
        ...

    async def get_many(self, ids: Collection[UUID]) -> dict[UUID, Account]:
        """Give those of *ids* that exist, in one statement."""
        ...

    async def by_external_ids(self, channel: str, external_ids: Collection[str]) -> dict[str, Account]:
        """Give those accounts of *channel* that are connected, by external id, in one statement."""
        ...

    async def first_expiries(self) -> dict[str, datetime]:
        """Say when the first sign-in of each channel ends, where one is known to; in one statement."""
        ...

    async def page(self, *, limit: int, after: PlaceOfAccount | None) -> list[Account]:
        """
        Give accounts by channel, name and id, in one statement.

        Args:
            limit: 1 or more.
            after: the place of the last account that is known already; None: from the first one on.
        """
        ...
