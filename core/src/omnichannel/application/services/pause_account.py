"""PauseAccountService: a person stops an account, and lets it go on."""

from uuid import UUID

from omnichannel.application.dtos.accounts import AccountOut, PauseIn
from omnichannel.application.dtos.outgoing import account_out
from omnichannel.application.observing import announced
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.known_account import known_account, shown
from omnichannel.domain.account import AccountState, PausedBy
from omnichannel.domain.audit import deed
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.rights import Principal

UNSAID = "Somebody paused it. Resume it when it shall publish again."


class PauseAccountService:
    """Pauses and resumes; see `PauseAccountUseCase`."""

    def __init__(self, store: Store, publisher: EventPublisher, clock: Clock) -> None:
        self._store, self._publisher, self._clock = store, publisher, clock

    async def pause(self, principal: Principal, id: UUID, why: PauseIn) -> AccountOut:
        """Stop it. What is due from now on waits until it is resumed."""
        now = self._clock.now()
        async with self._store.unit_of_work(principal.workspace_id) as work:
            old = await known_account(work, id)
            account = old.paused(PausedBy.PERSON, why.reason or UNSAID)
            await work.accounts.save(account)
            await work.audit.add([deed(principal, "account.paused", id, now, detail=shown(account))])
            await work.commit()
        return account_out(account)

    async def resume(self, principal: Principal, id: UUID) -> AccountOut:
        """Let it go on, and wake what waited."""
        now = self._clock.now()
        async with self._store.unit_of_work(principal.workspace_id) as work:
            old = await known_account(work, id)
            if old.state is AccountState.ACTIVE:
                return account_out(old)
            account = old.resumed()
            await work.accounts.save(account)
            await work.deliveries.wake([id], now=now)
            await work.audit.add([deed(principal, "account.resumed", id, now, detail=shown(account))])
            await work.commit()
        await announced(self._publisher, MessagesScheduled((), now))
        return account_out(account)
