"""The services by which accounts come, are looked after and go, over the store of a `House`."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from pydantic import SecretStr

from omnichannel.application.dtos.connections import ChooseIn, ChosenOut, ConnectionIn
from omnichannel.application.ports.inbound.connections import Landing
from omnichannel.application.ports.outbound.channel_gateway import NotSetUp
from omnichannel.application.ports.outbound.http import HttpClient
from omnichannel.application.services.ask_quota import AskQuotaService
from omnichannel.application.services.choose_accounts import ChooseAccountsService
from omnichannel.application.services.edit_account import EditAccountService
from omnichannel.application.services.land_connection import LandConnectionService
from omnichannel.application.services.pause_account import PauseAccountService
from omnichannel.application.services.probe_account import ProbeAccountService
from omnichannel.application.services.remove_account import RemoveAccountService
from omnichannel.application.services.start_connection import StartConnectionService
from omnichannel.domain.account import Account, OpenAccount
from omnichannel.domain.lane import LaneRules, Rate
from omnichannel.domain.sign_in import Alive, Candidate, Grant, Granted, Health
from tests.core.application.services.house import House
from tests.core.fakes.examples import PRINCIPAL
from tests.core.fakes.fake_channels import FakeCredentials, channel, channels, mail
from tests.core.fakes.fake_gateways import PlainGateway

PUBLIC_URL = "https://post.example"
SLOWLY = Rate(2, timedelta(minutes=1), burst=2)
SECRET = "planted-page-token-0123456789"


def candidate(external_id: str, **facts: Any) -> Candidate:
    """Give a candidate that is called after its id."""
    credentials = FakeCredentials(token=SecretStr(f"{SECRET}-{external_id}"))
    return Candidate(external_id, f"Page {external_id}", credentials, **facts)


@dataclass
class SignInGateway(PlainGateway):
    """
    Signs people in, and checks.

    Attributes:
        grant, health: what it answers; an exception is raised instead.
        codes: the codes that were brought, in order.
    """

    grant: Grant | Exception = field(default_factory=lambda: Granted((candidate("1"), candidate("2"))))
    health: Health | Exception = field(default_factory=Alive)
    codes: list[tuple[str, str]] = field(default_factory=list)
    is_set_up: bool = True

    def authorization_url(self, *, state: str, redirect_uri: str) -> str:
        if not self.is_set_up:
            raise NotSetUp("Feed", "OMNICHANNEL_FEED_APP_ID", "OMNICHANNEL_FEED_APP_SECRET")
        return f"https://feed.example/sign-in?state={state}&redirect_uri={redirect_uri}"

    async def exchange(self, code: str, *, redirect_uri: str, http: HttpClient) -> Grant:
        self.codes.append((code, redirect_uri))
        if isinstance(self.grant, Exception):
            raise self.grant
        return self.grant

    async def probe(self, account: OpenAccount, http: HttpClient) -> Health:
        if isinstance(self.health, Exception):
            raise self.health
        return self.health


class Reception:
    """Everything that deals with accounts; the channel `feed` signs people in."""

    def __init__(self, house: House, *, rate: Rate | None = None) -> None:
        self.house, self.gateway = house, SignInGateway()
        store, clock, bus, vault = house.store, house.clock, house.bus, house.vault
        opened = channels(channel(self.gateway), mail(), feed=LaneRules(rate))
        self.starts = StartConnectionService(store, opened, clock, public_url=PUBLIC_URL + "/")
        self.lands = LandConnectionService(store, opened, clock, vault, public_url=PUBLIC_URL)
        self.chooses = ChooseAccountsService(store, opened, bus, clock, vault)
        self.edits = EditAccountService(store, clock)
        self.pauses = PauseAccountService(store, bus, clock)
        self.probes = ProbeAccountService(store, opened, bus, clock, vault)
        self.removes = RemoveAccountService(store, clock, vault)
        self.quotas = AskQuotaService(store, opened, clock)

    async def started(self, **fields: Any) -> tuple[UUID, str]:
        """Start a connection; gives its id and the state that the platform hands back."""
        new = ConnectionIn.model_validate({"channel": "feed", **fields})
        started = await self.starts.start(PRINCIPAL, new)
        return started.id, parse_qs(urlsplit(started.authorization_url).query)["state"][0]

    async def landed(self, state: str | None, **came: Any) -> Landing:
        """Come back."""
        return await self.lands.land(**{"state": state, "code": "the-code", "error": None, **came})

    async def signed_in(self) -> UUID:
        """Go as far as the choice; gives the connection's id."""
        id, state = await self.started()
        await self.landed(state)
        return id

    async def chosen(self, *external_ids: str, id: UUID | None = None) -> ChosenOut:
        """Choose."""
        chosen = ChooseIn(external_ids=list(external_ids))
        return await self.chooses.choose(PRINCIPAL, id or await self.signed_in(), chosen)

    async def stored(self, id: UUID) -> Account | None:
        """Read an account as it is stored."""
        async with self.house.store.reading(PRINCIPAL.workspace_id) as work:
            return await work.accounts.get_by_id(id)
