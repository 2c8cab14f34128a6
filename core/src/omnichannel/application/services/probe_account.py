"""ProbeAccountService: asks a platform whether a sign-in is still good, and acts on a clear answer."""

from dataclasses import replace
from datetime import datetime
from random import Random
from uuid import UUID

from omnichannel.application.dtos.accounts import ProbeOut
from omnichannel.application.observing import announced
from omnichannel.application.ports.outbound.channel_gateway import Probes
from omnichannel.application.ports.outbound.channels import Channel, Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.known_account import known_account, shown
from omnichannel.application.sign_in import asked
from omnichannel.application.vault import Vault
from omnichannel.domain.account import Account, AccountState, PausedBy
from omnichannel.domain.audit import deed
from omnichannel.domain.errors import NotAllowedNow, OmnichannelError
from omnichannel.domain.events import MessagesScheduled, SignInsExpired
from omnichannel.domain.outcome import CannotTell
from omnichannel.domain.refresh import refresh_time
from omnichannel.domain.rights import Principal
from omnichannel.domain.sign_in import Alive, Dead, Health

PROBE = "check the account"
RENEWED = "It is renewed by itself now. Look at the account in a moment."


class ProbeAccountService:
    """Probes; see `ProbeAccountUseCase`."""

    def __init__(
        self, store: Store, channels: Channels, publisher: EventPublisher, clock: Clock, vault: Vault
    ) -> None:
        self._store, self._channels, self._publisher = store, channels, publisher
        self._clock, self._vault = clock, vault
        self._chance = Random()  # noqa: S311 - jitter, not a secret

    async def probe(self, principal: Principal, id: UUID) -> ProbeOut:
        """Ask, and keep what the answer means for the account."""
        async with self._store.reading(principal.workspace_id) as work:
            account = await known_account(work, id)
        health = await self._health(account)
        now = self._clock.now()
        if not isinstance(health, CannotTell):
            await self._keep(principal, account, health, now)
        is_renewed = isinstance(health, Dead) and self._renews(account)
        return _probe_out(health, now, is_renewed=is_renewed)

    def _renews(self, account: Account) -> bool:
        return account.state is AccountState.ACTIVE and account.channel in self._channels.refreshing()

    async def _health(self, account: Account) -> Health:
        channel = self._channel(account)
        if not isinstance(channel.gateway, Probes):
            fix = "Publish something: the answer tells."
            raise NotAllowedNow(PROBE, because=f"{channel.label} cannot be asked", fix=fix)
        try:
            opened = self._vault.open(account, channel)
        except OmnichannelError as error:
            return CannotTell(str(error))
        return await asked(channel, channel.gateway.probe(opened, channel.http))

    def _channel(self, account: Account) -> Channel:
        try:
            return self._channels.open(account.channel)
        except OmnichannelError as error:
            because = f"its channel is not open. {str(error).rstrip('.')}"
            raise NotAllowedNow(PROBE, because=because, fix="See GET /v1/plugins.") from error

    async def _keep(
        self, principal: Principal, asked_about: Account, health: Alive | Dead, now: datetime
    ) -> None:
        """The answer is about the credentials that were asked about: who reconnected since is left alone."""
        async with self._store.unit_of_work(principal.workspace_id) as work:
            old = await known_account(work, asked_about.id)
            after = self._after(old, health, now)
            if old.version != asked_about.version or after == old:
                return
            await work.accounts.save(after)
            if after.state is not old.state:
                action = "account.paused" if after.state is AccountState.PAUSED else "account.resumed"
                await work.audit.add([deed(principal, action, old.id, now, detail=shown(old))])
            if goes_on := after.state is AccountState.ACTIVE and old.state is AccountState.PAUSED:
                await work.deliveries.wake([old.id], now=now)
            await work.commit()
        if goes_on:
            await announced(self._publisher, MessagesScheduled((), now))
        if after.refresh_first:
            await announced(self._publisher, SignInsExpired(frozenset({old.id})))

    def _after(self, account: Account, health: Alive | Dead, now: datetime) -> Account:
        """Where the channel renews sign-ins, renewing decides whether one is dead."""
        if isinstance(health, Dead):
            if self._renews(account):
                return account.refresh_called_for(now)
            is_active = account.state is AccountState.ACTIVE
            return account.paused(PausedBy.SIGN_IN, f"{health.reason} {health.fix}") if is_active else account
        after = account.resumed() if account.paused_by is PausedBy.SIGN_IN else account
        if after.expires_at == health.expires_at:
            return after
        due = self._refresh_at(after, health, now)
        return replace(after, expires_at=health.expires_at, refresh_at=due, version=account.version + 1)

    def _refresh_at(self, account: Account, health: Alive, now: datetime) -> datetime | None:
        if account.channel not in self._channels.refreshing() or account.refresh_lease_until is not None:
            return account.refresh_at
        return refresh_time(health.expires_at, now=now, chance=self._chance)


def _probe_out(health: Health, now: datetime, *, is_renewed: bool) -> ProbeOut:
    match health:
        case Alive():
            return ProbeOut(ok=True, checked_at=now, expires_at=health.expires_at, reason=None, fix=None)
        case Dead():
            fix = RENEWED if is_renewed else health.fix
            return ProbeOut(ok=False, checked_at=now, expires_at=None, reason=health.reason, fix=fix)
        case CannotTell():
            fix = "Try again later. Nothing was changed."
            return ProbeOut(ok=None, checked_at=now, expires_at=None, reason=health.reason, fix=fix)
