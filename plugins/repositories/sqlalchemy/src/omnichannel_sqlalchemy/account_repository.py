"""Connected accounts, in SQL."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from omnichannel.domain.account import Account
from omnichannel.domain.errors import NotAllowedNow, StaleVersion
from omnichannel_sqlalchemy.rows import ACCOUNT, row_from
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import accounts

_a = accounts.c


class SqlAlchemyAccountRepository:
    """Keeps accounts."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, account: Account) -> None:
        """Add a new account; NotAllowedNow where channel and external id are taken."""
        self._scope.admit([account.workspace_id])
        try:
            await self._scope.insert(accounts, [row_from(account)])
        except IntegrityError as error:
            raise _taken(account) from error

    async def save(self, account: Account) -> None:
        """Replace an account by its next version; StaleVersion where the stored version is another."""
        self._scope.admit([account.workspace_id])
        expected = account.version - 1
        stored = (_a.id == account.id, _a.version == expected, *self._scope.visible(accounts))
        try:
            saved = await self._scope.run(update(accounts).where(*stored).values(row_from(account)))
        except IntegrityError as error:
            raise _taken(account) from error
        if saved.rowcount == 0:
            raise StaleVersion("account", account.id, expected)

    async def get_by_id(self, id: UUID) -> Account | None:
        """Give the account, or None where the workspace has none such."""
        return (await self.get_many([id])).get(id)

    async def get_many(self, ids: Collection[UUID]) -> dict[UUID, Account]:
        """Give those of *ids* that exist, in one statement."""
        rows = await self._scope.get_many(ACCOUNT, ids)
        return {row[0]: Account(*row) for row in rows}

    async def all(self) -> list[Account]:
        """Give all accounts of the workspace, by channel and name; at most 1,000."""
        mine = select(*ACCOUNT).where(*self._scope.visible(accounts))
        rows = await self._scope.select(mine.order_by(_a.channel, _a.name, _a.id).limit(1000))
        return [Account(*row) for row in rows]


def _taken(account: Account) -> NotAllowedNow:
    return NotAllowedNow(
        f"connect {account.name!r}",
        state=f"connected to {account.channel} already, as {account.external_id!r}",
        fix="Change that account instead of adding it again.",
    )
