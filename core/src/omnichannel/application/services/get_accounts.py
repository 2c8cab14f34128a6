"""GetAccountsService: connected accounts, without their credentials."""

from uuid import UUID

from omnichannel.application.dtos.accounts import AccountList, AccountOut
from omnichannel.application.dtos.outgoing import account_out
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.errors import NotFound
from omnichannel.domain.rights import Principal


class GetAccountsService:
    """Reads accounts; see `GetAccountsUseCase`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def all(self, principal: Principal) -> AccountList:
        """Give all accounts of the workspace."""
        async with self._store.reading(principal.workspace_id) as work:
            return AccountList(items=[account_out(account) for account in await work.accounts.all()])

    async def get(self, principal: Principal, id: UUID) -> AccountOut:
        """Give one account."""
        async with self._store.reading(principal.workspace_id) as work:
            account = await work.accounts.get_by_id(id)
        if account is None:
            raise NotFound("account", id)
        return account_out(account)
