"""What every gateway's pure functions keep. `ChannelContract` brings it along."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnichannel.application.ports.outbound.channel_gateway import (
    ChannelGateway,
    OneRequest,
    Post,
)
from omnichannel.application.ports.outbound.http import Response
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.failure import RETRIED
from omnichannel.domain.outcome import Deferred, Published, Refused
from omnichannel.testing.channel_fixtures import ChannelFixtures
from omnichannel.testing.error_row import ErrorRow
from omnichannel.testing.http import any_response, json_response
from omnichannel.testing.posts import any_post_like
from omnichannel.testing.secrets import leaks, secrets_in


class GatewayContract(ChannelFixtures):
    """Tests of the pure functions: complaints, render, outcome."""

    def test_good_posts_are_accepted(self, gateway: ChannelGateway, good_posts: Sequence[Post[Any]]) -> None:
        """Nothing blocks a post that the platform takes."""
        found = [complaint for post in good_posts for complaint in gateway.complaints(post)]

        assert [] == [complaint for complaint in found if complaint.severity == "blocks"]

    def test_complaints_are_total_and_pure(
        self, gateway: ChannelGateway, good_posts: Sequence[Post[Any]]
    ) -> None:
        """Any post gets an answer, the same one each time, and each complaint names a remedy."""

        @given(st.sampled_from(good_posts).flatmap(any_post_like))
        def check(post: Post[Any]) -> None:
            found = gateway.complaints(post)

            assert found == gateway.complaints(post)
            assert all(complaint.field and complaint.detail and complaint.fix for complaint in found)

        check()

    def test_rendering_is_total_and_pure(
        self, gateway: ChannelGateway, good_posts: Sequence[Post[Any]], account: OpenAccount
    ) -> None:
        """Any post can be previewed, with an account and without one, and looks the same each time."""

        @given(st.sampled_from(good_posts).flatmap(any_post_like))
        def check(post: Post[Any]) -> None:
            assert gateway.render(post, account) == gateway.render(post, account)
            assert gateway.render(post).media == gateway.render(post, account).media

        check()

    def test_outcomes_are_total(self, gateway: ChannelGateway) -> None:
        """Any response is read without a fault; published is only what bears an id."""
        if not isinstance(gateway, OneRequest):
            pytest.skip("the channel reads no HTTP response")

        @given(any_response())
        def check(response: Response) -> None:
            outcome = gateway.outcome(response)

            assert outcome == gateway.outcome(response)
            assert not isinstance(outcome, Published) or outcome.external_id.strip()
            assert len(outcome.evidence.message or "") <= 500

        check()

    def test_secrets_in_answers_are_removed(self, gateway: ChannelGateway, account: OpenAccount) -> None:
        """A platform that repeats a secret in its answer does not bring it into the outcome."""
        if not isinstance(gateway, OneRequest):
            pytest.skip("the channel reads no HTTP response")
        secrets = list(secrets_in(account.credentials))

        outcomes = [gateway.outcome(echo) for secret in secrets for echo in _echoes(secret)]

        assert [] == leaks(secrets, *outcomes)

    def test_errors_mean_what_the_table_says(self, error_rows: Sequence[ErrorRow]) -> None:
        """Each answer is read as its line states."""
        assert [] == [f"{row.answer}: {row.outcome}" for row in error_rows if row.kind != row.read_as]
        assert [] == [row.answer for row in error_rows if isinstance(row.outcome, Published)]

    def test_errors_are_told_in_words(self, error_rows: Sequence[ErrorRow]) -> None:
        """A refusal has a reason and a fix; only what can help is tried again by itself."""
        for outcome in (row.outcome for row in error_rows):
            if isinstance(outcome, Refused):
                assert outcome.kind not in RETRIED
                assert outcome.reason.strip()
                assert outcome.fix.strip()
            if isinstance(outcome, Deferred):
                assert outcome.kind in RETRIED


def _echoes(secret: str) -> list[Response]:
    bodies = [
        {"error": {"message": f"Bad token {secret}.", "code": 1}},
        {"errors": [{"message": secret}], "message": f"token={secret}", "detail": secret},
    ]
    answers = [json_response(body, status) for body in bodies for status in (200, 400, 401, 500)]
    return [*answers, Response(500, {}, secret.encode())]
