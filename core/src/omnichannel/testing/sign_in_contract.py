"""What channels keep that let people sign in, or check a sign-in. `ChannelContract` brings it along."""

import asyncio
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from pydantic import BaseModel

from omnichannel.application.ports.outbound.channel_gateway import ChannelGateway, Connects, Probes
from omnichannel.application.ports.outbound.http import Request, Response
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.outcome import CannotTell
from omnichannel.domain.sign_in import Alive, Dead, Granted, Health, NotGranted
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.testing.channel_fixtures import ChannelFixtures
from omnichannel.testing.hosts import hosts_of
from omnichannel.testing.http import Answer, RecordedHttp, always, any_response, json_response
from omnichannel.testing.secrets import leaks, secrets_in

STATE = "Sq3-x_Zr8yTn0WvQkPm5"
WAY_BACK = "https://post.example.org/v1/connections/callback"
CODE = "AQDcodeThatNobodyElseMaySee0123456789"
BROKEN = Response(502, {}, b"")


class SignInContract(ChannelFixtures):
    """Tests of `Connects` and `Probes`; channels without them skip these."""

    def test_the_sign_in_page_gets_state_and_way_back(self, connecting: Connects) -> None:
        """Both stand in the address, unchanged, for the platform to use."""
        url = connecting.authorization_url(state=STATE, redirect_uri=WAY_BACK)

        values = [value for _, value in parse_qsl(urlsplit(url).query)]
        assert {STATE, WAY_BACK} <= set(values)
        assert re.match(r"https?://[^/]+/", url)
        assert url == connecting.authorization_url(state=STATE, redirect_uri=WAY_BACK)

    def test_the_sign_in_page_gets_no_secret(self, connecting: Connects, sign_in_settings: BaseModel) -> None:
        """The address stands in the browser's history."""
        secrets = list(secrets_in(sign_in_settings))

        url = connecting.authorization_url(state=STATE, redirect_uri=WAY_BACK)

        assert [] == [secret for secret in secrets if secret in url]

    def test_a_good_code_brings_candidates(
        self, exchanged: Callable[[Answer], Any], grants: Answer, manifest: ChannelManifest
    ) -> None:
        """Each has an id, a name and credentials of the channel's own model, which show no secret."""
        granted = exchanged(grants)

        assert isinstance(granted, Granted)
        assert granted.candidates
        for one in granted.candidates:
            assert one.external_id.strip()
            assert one.name.strip()
            assert isinstance(one.credentials, manifest.credentials)
            assert [] == leaks(list(secrets_in(one.credentials)), granted)

    def test_a_refused_code_is_told_in_words(self, exchanged: Callable[[Answer], Any]) -> None:
        """Whatever the platform answers is read; what brings no account has a reason and a fix."""

        @given(any_response())
        def check(response: Response) -> None:
            granted = exchanged(always(response))

            if isinstance(granted, NotGranted):
                assert granted.reason.strip()
                assert granted.fix.strip()
            else:
                assert isinstance(granted, Granted)

        check()

    def test_a_refusal_repeats_no_secret(
        self, exchanged: Callable[[Answer], Any], sign_in_settings: BaseModel
    ) -> None:
        """A platform that quotes the code or the secret does not bring them before people."""
        for secret in [CODE, *secrets_in(sign_in_settings)]:
            error = {"message": f"Bad {secret}.", "code": 100, "type": "OAuthException"}
            refusal = json_response({"error": error, "error_description": secret}, 400)

            assert [] == leaks([secret], exchanged(always(refusal)))

    def test_a_dead_sign_in_is_called_dead(self, probes: Probes, dead_health: Callable[[], Health]) -> None:
        """With a reason and a fix, for a person reads both."""
        health = dead_health()

        assert isinstance(health, Dead)
        assert health.reason.strip()
        assert health.fix.strip()

    def test_a_platform_that_is_down_kills_no_sign_in(
        self, probes: Probes, account: OpenAccount, manifest: ChannelManifest
    ) -> None:
        """An outage must not stop every account."""
        if not manifest.hosts and not manifest.base_urls:
            pytest.skip("the channel speaks no HTTP")

        assert isinstance(asyncio.run(probes.probe(account, RecordedHttp(always(BROKEN)))), CannotTell)

    def test_any_answer_to_a_probe_is_read(self, probes: Probes, account: OpenAccount) -> None:
        """Odd answers are health too, never an exception, and repeat no secret."""
        secrets = list(secrets_in(account.credentials))

        @given(any_response())
        def check(response: Response) -> None:
            health = asyncio.run(probes.probe(account, RecordedHttp(always(response))))

            assert isinstance(health, Alive | Dead | CannotTell)
            assert [] == leaks(secrets, health)

        check()

    @pytest.fixture
    def connecting(self, manifest: ChannelManifest, sign_in_gateway: ChannelGateway) -> Connects:
        """The gateway, where it connects."""
        if not isinstance(sign_in_gateway, Connects):
            pytest.skip("the channel has no sign-in page")
        return sign_in_gateway

    @pytest.fixture
    def exchanged(
        self, manifest: ChannelManifest, sign_in_settings: BaseModel, connecting: Connects
    ) -> Callable[[Answer], Any]:
        """Bring a code back; only hosts of the manifest are contacted, and no address holds a secret."""
        hosts = frozenset(hosts_of(manifest, sign_in_settings))
        secrets = [CODE, *secrets_in(sign_in_settings)]

        def exchange(answer: Answer) -> Any:
            def heard(request: Request) -> Response:
                assert [] == leaks(secrets, request.url, repr(request))
                return answer(request)

            http = RecordedHttp(heard, hosts)
            return asyncio.run(connecting.exchange(CODE, redirect_uri=WAY_BACK, http=http))

        return exchange

    @pytest.fixture
    def probes(self, sign_in_gateway: ChannelGateway) -> Probes:
        """The gateway, where it can check."""
        if not isinstance(sign_in_gateway, Probes):
            pytest.skip("the channel cannot check a sign-in")
        return sign_in_gateway
