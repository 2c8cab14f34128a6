"""EditAccountService: accounts are called what people call them."""

from dataclasses import replace
from uuid import UUID

from omnichannel.application.dtos.accounts import AccountEditIn, AccountOut
from omnichannel.application.dtos.outgoing import account_out
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.known_account import known_account, shown
from omnichannel.domain.audit import deed
from omnichannel.domain.errors import StaleVersion
from omnichannel.domain.rights import Principal


class EditAccountService:
    """Renames; see `EditAccountUseCase`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def edit(self, principal: Principal, id: UUID, new: AccountEditIn, *, version: int) -> AccountOut:
        """Replace name and handle."""
        now = self._clock.now()
        async with self._store.unit_of_work(principal.workspace_id) as work:
            old = await known_account(work, id)
            if old.version != version:
                raise StaleVersion("account", id, version)
            account = replace(old, name=new.name, handle=new.handle, version=version + 1)
            await work.accounts.save(account)
            await work.audit.add([deed(principal, "account.edited", id, now, detail=shown(account))])
            await work.commit()
        return account_out(account)
