"""RefreshAccountService: a person has a sign-in renewed now."""

import asyncio
from datetime import timedelta
from uuid import UUID

from omnichannel.application.dtos.accounts import RefreshOut
from omnichannel.application.ports.outbound.channels import Channel, Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.known_account import known_account
from omnichannel.application.services.renew_sign_in import RenewSignIn
from omnichannel.domain.account import Account
from omnichannel.domain.errors import NotAllowedNow, OmnichannelError
from omnichannel.domain.outcome import CannotTell
from omnichannel.domain.rights import Principal
from omnichannel.domain.sign_in import Dead, Refreshed, Renewal

REFRESH = "renew the sign-in"


class RefreshAccountService:
    """Renews; see `RefreshAccountUseCase`."""

    def __init__(
        self, store: Store, channels: Channels, clock: Clock, renew: RenewSignIn, *, lease: timedelta
    ) -> None:
        self._store, self._channels, self._clock = store, channels, clock
        self._renew, self._lease = renew, lease

    async def refresh(self, principal: Principal, id: UUID) -> RefreshOut:
        """Claim the account, whether it is due or not, and renew it."""
        held = await self._claimed(principal, id)
        renewing = asyncio.create_task(self._renew.renew(held, by=principal))
        said, after = await asyncio.shield(renewing)  # who hangs up must not lose a sign-in
        return self._refresh_out(said, after)

    async def _claimed(self, principal: Principal, id: UUID) -> Account:
        async with self._store.unit_of_work(principal.workspace_id) as work:
            account = await known_account(work, id)
            self._demand_refreshing(account)
            held = await work.accounts.claim_refresh_of(id, now=self._clock.now(), lease=self._lease)
            await work.commit()
        if held is None:
            fix = "Wait a moment, then look at the account."
            raise NotAllowedNow(REFRESH, because="it is being renewed already", fix=fix)
        return held

    def _demand_refreshing(self, account: Account) -> None:
        channel = self._channel(account)
        if not channel.refreshes:
            because = f"{channel.label} does not renew sign-ins"
            raise NotAllowedNow(REFRESH, because=because, fix="Connect the account again before it ends.")

    def _channel(self, account: Account) -> Channel:
        try:
            return self._channels.open(account.channel)
        except OmnichannelError as error:
            because = f"its channel is not open. {str(error).rstrip('.')}"
            raise NotAllowedNow(REFRESH, because=because, fix="See GET /v1/plugins.") from error

    def _refresh_out(self, said: Renewal, after: Account | None) -> RefreshOut:
        now = self._clock.now()
        if after is None:
            told = "Somebody connected or removed the account meanwhile; what they did counts."
            return RefreshOut(ok=None, at=now, reason=told, fix="Look at the account.")
        match said:
            case Refreshed():
                return RefreshOut(ok=True, at=now, expires_at=after.expires_at)
            case Dead():
                return RefreshOut(ok=False, at=now, reason=said.reason, fix=said.fix)
            case CannotTell():
                told = "It is tried again by itself. Nothing was changed."
                return RefreshOut(ok=None, at=now, reason=said.reason, fix=told)
