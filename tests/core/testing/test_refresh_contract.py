import asyncio
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from pydantic import SecretStr

from omnichannel.application.ports.outbound.channel_gateway import ChannelGateway
from omnichannel.application.ports.outbound.http import HttpClient
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.outcome import CannotTell
from omnichannel.domain.sign_in import Dead, Refreshed, Renewal
from omnichannel.testing import posts
from omnichannel.testing.http import Answer, RecordedHttp, json_response
from omnichannel.testing.refresh_contract import BUSY, ODD, RefreshContract, Refreshing
from tests.reliability import rotabook
from tests.reliability.rotabook import RotabookCredentials, RotabookGateway, RotabookSettings

CONTRACT = RefreshContract()
OLD, NEW = "an-old-token-nobody-has-0123456789", "a-new-token-nobody-has-0123456789"
GONE = json_response({"error": "invalid_grant"}, 400)


def an_account() -> OpenAccount:
    pair = RotabookCredentials(access_token=SecretStr(f"{OLD}-a"), refresh_token=SecretStr(f"{OLD}-r"))
    return posts.account(pair, channel="rotabook")


def renew(_: Any) -> Any:
    pair = {"access_token": f"{NEW}-a", "refresh_token": f"{NEW}-r", "expires_in": 3600}
    return json_response(pair)


class TestRotabookKeepsTheContract(RefreshContract):
    @pytest.fixture
    def plugin(self) -> ModuleType:
        return sys.modules[rotabook.__name__]

    @pytest.fixture
    def gateway(self) -> ChannelGateway:
        return RotabookGateway(RotabookSettings())

    @pytest.fixture
    def account(self) -> OpenAccount:
        return an_account()

    @pytest.fixture
    def renews(self) -> Answer:
        return renew

    @pytest.fixture
    def revokes(self) -> Answer:
        return lambda _: GONE


class DisconnectsForABlip(RotabookGateway):
    """Takes whatever is no new sign-in for the end of the old one."""

    async def refresh(self, account: OpenAccount, http: HttpClient) -> Renewal:
        renewed = await super().refresh(account, http)
        return Dead("It did not work.", "Connect it.") if isinstance(renewed, CannotTell) else renewed


class TriesForEver(RotabookGateway):
    """Never believes that a grant is gone."""

    async def refresh(self, account: OpenAccount, http: HttpClient) -> Renewal:
        renewed = await super().refresh(account, http)
        return CannotTell(renewed.reason) if isinstance(renewed, Dead) else renewed


class WipesTheRefreshToken(RotabookGateway):
    """Gives back what it had, or nothing that fits the channel."""

    async def refresh(self, account: OpenAccount, http: HttpClient) -> Renewal:
        renewed = await super().refresh(account, http)
        return Refreshed(account.credentials) if isinstance(renewed, Refreshed) else renewed


class Repeats(RotabookGateway):
    """Tells people what the platform said, word by word."""

    async def refresh(self, account: OpenAccount, http: HttpClient) -> Renewal:
        await super().refresh(account, http)
        return CannotTell(account.credentials.refresh_token.get_secret_value())


class Raises(RotabookGateway):
    """Trusts every answer to be what it expects."""

    async def refresh(self, account: OpenAccount, http: HttpClient) -> Renewal:
        raise KeyError("access_token")


def through(gateway: type[RotabookGateway]) -> Refreshing:
    opened = gateway(RotabookSettings())
    return lambda answer: asyncio.run(opened.refresh(an_account(), RecordedHttp(answer)))


BREAKS: list[tuple[type[RotabookGateway], Callable[[Refreshing], None]]] = [
    (DisconnectsForABlip, lambda to: CONTRACT.test_a_platform_in_trouble_kills_no_sign_in(to, BUSY[1])),
    (DisconnectsForABlip, lambda to: CONTRACT.test_a_platform_in_trouble_kills_no_sign_in(to, ODD[0])),
    (TriesForEver, lambda to: CONTRACT.test_a_refused_grant_is_called_dead(to, lambda _: GONE)),
    (
        WipesTheRefreshToken,
        lambda to: CONTRACT.test_a_sign_in_is_renewed(
            to, renew, rotabook.omnichannel_register_channel(), an_account()
        ),
    ),
    (Repeats, lambda to: CONTRACT.test_any_answer_to_a_renewal_is_read(to, an_account())),
    (Repeats, lambda to: CONTRACT.test_a_refusal_of_a_renewal_repeats_no_secret(to, an_account())),
    (Raises, lambda to: CONTRACT.test_any_answer_to_a_renewal_is_read(to, an_account())),
]


@pytest.mark.parametrize(("gateway", "asks"), BREAKS, ids=lambda one: getattr(one, "__name__", ""))
def test_the_contract_catches_what_is_broken(
    gateway: type[RotabookGateway], asks: Callable[[Refreshing], None]
) -> None:
    """The test that names the rule passes with a gateway in order, and fails with one that breaks it."""
    asks(through(RotabookGateway))

    with pytest.raises((AssertionError, KeyError)):
        asks(through(gateway))
