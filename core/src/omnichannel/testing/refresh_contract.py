"""What channels keep that renew sign-ins. `ChannelContract` brings it along."""

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from pydantic import BaseModel

from omnichannel.application.ports.outbound.channel_gateway import ChannelGateway, Refreshes
from omnichannel.application.ports.outbound.http import AnswerLost, NothingSent, Request, Response
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.outcome import CannotTell
from omnichannel.domain.sign_in import Dead, Refreshed, Renewal
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.testing.channel_fixtures import ChannelFixtures
from omnichannel.testing.hosts import hosts_of
from omnichannel.testing.http import Answer, RecordedHttp, always, any_response, json_response, lost
from omnichannel.testing.secrets import leaks, secrets_in

Refreshing = Callable[[Answer], Renewal]
BUSY = [json_response({"error": "temporarily_unavailable"}, status) for status in (429, 500, 502, 503, 504)]
ODD = [Response(200, {}, b"<html>Maintenance</html>"), Response(502, {}, b""), json_response({}, 200)]


class RefreshContract(ChannelFixtures):
    """Tests of `Refreshes`; channels without it skip these."""

    def test_a_sign_in_is_renewed(
        self, refreshing: Refreshing, renews: Answer, manifest: ChannelManifest, account: OpenAccount
    ) -> None:
        """The new credentials are of the channel's own model, and others than before; they show no secret."""
        renewed = refreshing(renews)

        assert isinstance(renewed, Refreshed)
        assert isinstance(renewed.credentials, manifest.credentials)
        assert list(secrets_in(renewed.credentials)) != list(secrets_in(account.credentials))
        assert [] == leaks(list(secrets_in(renewed.credentials)), renewed)
        assert renewed.expires_at is None or renewed.expires_at.tzinfo is not None

    def test_a_refused_grant_is_called_dead(self, refreshing: Refreshing, revokes: Answer) -> None:
        """With a reason and a fix, for a person reads both."""
        dead = refreshing(revokes)

        assert isinstance(dead, Dead)
        assert dead.reason.strip()
        assert dead.fix.strip()

    @pytest.mark.parametrize("response", BUSY + ODD, ids=lambda one: f"{one.status}-{len(one.body)}")
    def test_a_platform_in_trouble_kills_no_sign_in(self, refreshing: Refreshing, response: Response) -> None:
        """An outage must not disconnect every account: only the platform's own refusal does."""
        assert isinstance(refreshing(always(response)), CannotTell)

    @pytest.mark.parametrize("fault", [NothingSent("no route"), AnswerLost("hung up")], ids=repr)
    def test_a_network_in_trouble_kills_no_sign_in(
        self, refreshing: Refreshing, fault: NothingSent | AnswerLost
    ) -> None:
        """It is left to the caller, or told as what it is."""
        try:
            renewed = refreshing(lost(fault))
        except (NothingSent, AnswerLost):
            return
        assert isinstance(renewed, CannotTell)

    def test_any_answer_to_a_renewal_is_read(self, refreshing: Refreshing, account: OpenAccount) -> None:
        """Odd answers are no exception, bring nothing that is no credentials, and repeat no secret."""
        secrets = list(secrets_in(account.credentials))

        @given(any_response())
        def check(response: Response) -> None:
            renewed = refreshing(always(response))

            assert isinstance(renewed, Refreshed | Dead | CannotTell)
            assert [] == leaks(secrets, renewed)

        check()

    def test_a_refusal_of_a_renewal_repeats_no_secret(
        self, refreshing: Refreshing, account: OpenAccount
    ) -> None:
        """A platform that quotes the token does not bring it before people."""
        for secret in secrets_in(account.credentials):
            told = {"error": "invalid_grant", "error_description": f"Bad {secret}.", "message": secret}

            assert [] == leaks([secret], refreshing(always(json_response(told, 400))))

    @pytest.fixture
    def refreshing(
        self,
        manifest: ChannelManifest,
        sign_in_settings: BaseModel,
        sign_in_gateway: ChannelGateway,
        account: OpenAccount,
    ) -> Refreshing:
        """Renew; only hosts of the manifest are contacted, and no address holds a secret."""
        if not isinstance(sign_in_gateway, Refreshes):
            pytest.skip("the channel does not renew sign-ins")
        gateway, hosts = sign_in_gateway, frozenset(hosts_of(manifest, sign_in_settings))
        secrets = [*secrets_in(account.credentials), *secrets_in(sign_in_settings)]

        def refresh(answer: Answer) -> Renewal:
            def heard(request: Request) -> Response:
                assert [] == leaks(secrets, request.url)
                return answer(request)

            return asyncio.run(gateway.refresh(account, RecordedHttp(heard, hosts)))

        return refresh
