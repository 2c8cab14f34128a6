"""AccountRepository: connected accounts, with their credentials sealed."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
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
        """
        Say when the first sign-in of each channel ends, where one is known to; in one statement.

        Those that are renewed by themselves are left out, unless that failed 3 times in a row.
        """
        ...

    async def page(self, *, limit: int, after: PlaceOfAccount | None) -> list[Account]:
        """
        Give accounts by channel, name and id, in one statement.

        Args:
            limit: 1 or more.
            after: the place of the last account that is known already; None: from the first one on.
        """
        ...

    async def claim_refresh(
        self, *, now: datetime, limit: int, lease: timedelta, passing_over: Collection[str] = ()
    ) -> list[Account]:
        """
        Claim up to *limit* accounts whose sign-in is to be renewed (`refresh_at <= now`), the longest due
        first, equals by their ids; those of the channels that *passing_over* names are left as they are.

        With the one write that claims a row: `refresh_at = refresh_lease_until = now + lease` and version
        + 1, so that whoever read the account before loses when they save it. Where a holder vanished (there
        was a lease, and it has ended), `refresh_failures` + 1 and `refresh_unclear`. Two claimers never get
        the same account. What comes of it is written by `save`.

        Returns:
            The accounts that were won, as they stand after the claim.
        """
        ...

    async def claim_refresh_of(self, id: UUID, *, now: datetime, lease: timedelta) -> Account | None:
        """Claim one account, whether it is due or not; None where somebody renews it at present."""
        ...

    async def next_refresh(self, *, passing_over: Collection[str] = ()) -> datetime | None:
        """Give the earliest `refresh_at`, or None where no sign-in is to be renewed."""
        ...
