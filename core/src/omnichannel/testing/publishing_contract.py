"""What every channel keeps while it publishes and searches. `ChannelContract` brings it along."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from omnichannel.application.ports.outbound.channel_gateway import (
    ChannelGateway,
    OneRequest,
    Post,
    Reconciles,
)
from omnichannel.application.ports.outbound.http import AnswerLost
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.outcome import CannotTell, Published
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.testing.channel_fixtures import ChannelFixtures
from omnichannel.testing.hosts import hosts_of
from omnichannel.testing.http import Answer, RecordedHttp, json_response, lost
from omnichannel.testing.posts import texts
from omnichannel.testing.publishing import Sent
from omnichannel.testing.secrets import leaks, secrets_in

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class PublishingContract(ChannelFixtures):
    """Tests of what leaves, and of what is said about it."""

    def test_what_is_rendered_is_sent(
        self,
        gateway: ChannelGateway,
        good_posts: Sequence[Post[Any]],
        account: OpenAccount,
        texts_sent: Callable[[Post[Any]], list[str]],
    ) -> None:
        """The text of the preview is, letter by letter, a text that leaves; a newline at the end aside."""

        @settings(max_examples=25)
        @given(st.sampled_from(good_posts), st.none() | texts())
        def check(example: Post[Any], text: str | None) -> None:
            post = example if text is None else replace(example, text=text)
            if any(complaint.severity == "blocks" for complaint in gateway.complaints(post)):
                return
            rendered = gateway.render(post, account).text.rstrip("\n")

            assert not rendered or rendered in [sent.rstrip("\n") for sent in texts_sent(post)]

        check()

    def test_good_posts_are_published(
        self, good_posts: Sequence[Post[Any]], send: Callable[[Post[Any]], Sent]
    ) -> None:
        """A platform that accepts everything gets every good post, and the outcome bears its id."""
        outcomes = [send(post).outcome for post in good_posts]

        assert [] == [
            outcome for outcome in outcomes if not (isinstance(outcome, Published) and outcome.external_id)
        ]

    def test_attempts_are_alike(
        self, good_posts: Sequence[Post[Any]], send: Callable[[Post[Any]], Sent]
    ) -> None:
        """A second attempt sends the same requests under the same key."""
        first = [(sent.requests, sent.outcome) for sent in map(send, good_posts)]
        second = [(sent.requests, sent.outcome) for sent in map(send, good_posts)]

        assert [requests for requests, _ in first] == [requests for requests, _ in second]
        assert [_id_of(outcome) for _, outcome in first] == [_id_of(outcome) for _, outcome in second]

    def test_the_visible_request_is_announced(
        self,
        gateway: ChannelGateway,
        account: OpenAccount,
        good_posts: Sequence[Post[Any]],
        send: Callable[[Post[Any]], Sent],
    ) -> None:
        """A channel with several steps says once, right before the last request, that it cannot go back."""
        several = [post for post in good_posts if not _is_one_request(gateway, post, account)]
        for sent in map(send, several):
            assert 1 == sent.attempt.irreversible_calls
            assert sent.attempt.sent_before in {max(len(sent.requests) - 1, 0), None}

    def test_no_secret_is_shown(
        self,
        gateway: ChannelGateway,
        account: OpenAccount,
        good_posts: Sequence[Post[Any]],
        send: Callable[[Post[Any]], Sent],
    ) -> None:
        """No address, no preview, no outcome and no repr holds a secret of the account."""
        secrets = list(secrets_in(account.credentials))
        sent = [send(post) for post in good_posts]
        requests = [request for one in sent for request in one.requests]

        shown: list[object] = [account, gateway, *requests, *(one.outcome for one in sent)]
        shown += [gateway.render(post, account) for post in good_posts]
        shown += [(request.url, dict(request.query)) for request in requests]

        assert secrets
        assert [] == leaks(secrets, *shown)

    def test_only_listed_hosts_are_contacted(
        self,
        manifest: ChannelManifest,
        channel_settings: BaseModel,
        good_posts: Sequence[Post[Any]],
        send: Callable[[Post[Any]], Sent],
    ) -> None:
        """Every request goes to a host of the manifest, or of a base URL setting, unless users give them."""
        if manifest.hosts_of_users:
            pytest.skip("its users say where it goes, and the core guards that")
        contacted = {urlsplit(request.url).hostname for post in good_posts for request in send(post).requests}

        assert contacted <= hosts_of(manifest, channel_settings)

    def test_finding_only_reads(
        self, gateway: ChannelGateway, good_posts: Sequence[Post[Any]], account: OpenAccount, answer: Answer
    ) -> None:
        """Looking for a post sends no request that could publish one."""
        if not isinstance(gateway, Reconciles):
            pytest.skip("the platform cannot be searched")
        http = RecordedHttp(answer)

        for post in good_posts:
            asyncio.run(gateway.find(post, account, http, since=LONG_AGO))

        assert {"GET"} == {request.method for request in http.requests}

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503, None])
    def test_a_failing_search_finds_nothing_out(
        self,
        gateway: ChannelGateway,
        good_posts: Sequence[Post[Any]],
        account: OpenAccount,
        status: int | None,
    ) -> None:
        """A search that fails never says that the post is absent; it says why, in a sentence."""
        if not isinstance(gateway, Reconciles):
            pytest.skip("the platform cannot be searched")
        fails = lost(AnswerLost("gone")) if status is None else lambda _: json_response({}, status)

        sighting = asyncio.run(gateway.find(good_posts[0], account, RecordedHttp(fails), since=LONG_AGO))

        assert isinstance(sighting, CannotTell)
        assert sighting.reason.endswith(".")


def _id_of(outcome: object) -> str | None:
    return outcome.external_id if isinstance(outcome, Published) else None


def _is_one_request(gateway: ChannelGateway, post: Post[Any], account: OpenAccount) -> bool:
    return isinstance(gateway, OneRequest) and gateway.request(post, account) is not None
