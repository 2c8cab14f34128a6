"""A channel that renews sign-ins, and the services that do it, over the store of a `House`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.outgoing import account_out
from omnichannel.application.ports.outbound.http import HttpClient
from omnichannel.application.services.pause_account import PauseAccountService
from omnichannel.application.services.probe_account import ProbeAccountService
from omnichannel.application.services.refresh_account import RefreshAccountService
from omnichannel.application.services.refresh_accounts import RefreshAccountsService
from omnichannel.application.services.renew_sign_in import RenewSignIn
from omnichannel.application.services.settle_deliveries import SettleDeliveries
from omnichannel.application.vault import Vault
from omnichannel.domain.account import Account, OpenAccount
from omnichannel.domain.sign_in import Alive, Health, Refreshed, Renewal
from tests.core.application.services.house import House
from tests.core.fakes.examples import PRINCIPAL
from tests.core.fakes.fake_chance import LoadedChance
from tests.core.fakes.fake_channels import FakeCredentials, channel, channels, mail
from tests.core.fakes.fake_gateways import PlainGateway

LEASE = timedelta(seconds=60)
ABLE = frozenset({"publishes", "probes", "refreshes"})


@dataclass
class RenewingGateway(PlainGateway):
    """
    Renews: each token is followed by the next number.

    Attributes:
        used: the tokens with which it was asked.
        renewal: what it answers instead; an exception is raised.
        meanwhile: what happens before it answers.
    """

    used: list[str] = field(default_factory=list)
    renewal: Renewal | Exception | None = None
    health: Health = field(default_factory=Alive)
    meanwhile: Callable[[], Awaitable[Any]] | None = None
    life: timedelta | None = timedelta(days=40)
    clock: Any = None

    async def refresh(self, account: OpenAccount, http: HttpClient) -> Renewal:
        self.used.append(account.credentials.token.get_secret_value())
        if self.meanwhile is not None:
            await self.meanwhile()
        if isinstance(self.renewal, Exception):
            raise self.renewal
        if self.renewal is not None:
            return self.renewal
        ends = None if self.life is None else self.clock.now() + self.life
        return Refreshed(FakeCredentials(token=SecretStr(f"token-{len(self.used)}")), ends)

    async def probe(self, account: OpenAccount, http: HttpClient) -> Health:
        return self.health


class Renewing:
    """Everything that renews sign-ins; the channel `feed` does, and chance always falls on the middle."""

    def __init__(self, house: House) -> None:
        self.house, self.gateway = house, RenewingGateway(clock=house.clock)
        store, clock, bus, vault = house.store, house.clock, house.bus, house.vault
        self.opened = channels(channel(self.gateway, abilities=ABLE), mail())
        self.renews = RenewSignIn(
            store, self.opened, bus, clock, vault, lease=LEASE, chance=LoadedChance(0.5)
        )
        self.due = RefreshAccountsService(store, self.opened, clock, self.renews, lease=LEASE)
        self.now = RefreshAccountService(store, self.opened, clock, self.renews, lease=LEASE)
        self.pauses = PauseAccountService(store, bus, clock)
        self.probes = ProbeAccountService(store, self.opened, bus, clock, vault)
        self.settles = house.settles = SettleDeliveries(
            store, bus, clock, house.observers, self.opened, look_after=LEASE, chance=LoadedChance(0.5)
        )

    async def stored(self, id: UUID | None = None) -> Account:
        """Read an account, the feed's, as it is stored."""
        async with self.house.store.reading(PRINCIPAL.workspace_id) as work:
            found = await work.accounts.get_by_id(id or self.house.feed)
        assert found is not None
        return found

    async def shown(self) -> AccountOut:
        """Read the feed's account as people see it."""
        return account_out(await self.stored())

    async def save(self, account: Account) -> None:
        """Write an account."""
        async with self.house.store.unit_of_work(PRINCIPAL.workspace_id) as work:
            await work.accounts.save(account)
            await work.commit()

    async def token(self) -> str:
        """Give the token that is stored."""
        vault, account = Vault(self.house.vault._keys), await self.stored()
        token: str = vault.open(account, self.opened.open("feed")).credentials.token.get_secret_value()
        return token
