"""RemoveAccountService: an account is disconnected; what was said in its name stays readable."""

from uuid import UUID

from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.known_account import known_account, shown
from omnichannel.application.vault import Vault
from omnichannel.domain.audit import deed
from omnichannel.domain.rights import Principal

REASON = "The account was removed."
FIX = "Look on the platform, then say what became of it: published or failed."


class RemoveAccountService:
    """Removes; see `RemoveAccountUseCase`."""

    def __init__(self, store: Store, clock: Clock, vault: Vault) -> None:
        self._store, self._clock, self._vault = store, clock, vault

    async def remove(self, principal: Principal, id: UUID) -> None:
        """Erase, call off and write down, in one commit; then forget what was open in memory."""
        now = self._clock.now()
        async with self._store.unit_of_work(principal.workspace_id) as work:
            old = await known_account(work, id)
            await work.accounts.save(old.removed())
            ended = await work.deliveries.retire(id, reason=REASON, fix=FIX, now=now)
            detail = f"{shown(old)}, {ended} deliveries ended"
            await work.audit.add([deed(principal, "account.removed", id, now, detail=detail)])
            await work.commit()
        self._vault.forget(id)
