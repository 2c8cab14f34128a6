"""GetAccountsService: connected accounts, without their credentials."""

from uuid import UUID

from omnichannel.application.account_cursors import account_place_from, cursor_of_account
from omnichannel.application.dtos.accounts import AccountList, AccountOut
from omnichannel.application.dtos.outgoing import account_out
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.errors import NotFound
from omnichannel.domain.rights import Principal


class GetAccountsService:
    """Reads accounts; see `GetAccountsUseCase`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, principal: Principal, *, limit: int, cursor: str | None) -> AccountList:
        """Give one page, and the cursor of the next."""
        after = None if cursor is None else account_place_from(cursor)
        async with self._store.reading(principal.workspace_id) as work:
            found = await work.accounts.page(limit=limit + 1, after=after)
        shown = found[:limit]
        end = shown[-1] if len(found) > limit else None
        return AccountList(
            items=[account_out(account) for account in shown],
            next=None if end is None else cursor_of_account((end.channel, end.name, end.id)),
        )

    async def get(self, principal: Principal, id: UUID) -> AccountOut:
        """Give one account."""
        async with self._store.reading(principal.workspace_id) as work:
            account = await work.accounts.get_by_id(id)
        if account is None:
            raise NotFound("account", id)
        return account_out(account)
