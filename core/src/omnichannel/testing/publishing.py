"""Publishing for tests, as the core does it: one request, or the gateway's own steps."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from omnichannel.application.ports.outbound.channel_gateway import ChannelGateway, OneRequest, Post, Publishes
from omnichannel.application.ports.outbound.http import Request
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.outcome import Outcome
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.testing.attempts import RecordedAttempt
from omnichannel.testing.hosts import hosts_of
from omnichannel.testing.http import Answer, RecordedHttp, strings_sent


@dataclass(frozen=True)
class Sent:
    """What became of one attempt: the outcome, all requests in order, and the attempt itself."""

    outcome: Outcome
    requests: list[Request]
    attempt: RecordedAttempt = field(default_factory=RecordedAttempt)


@dataclass(frozen=True)
class Publisher:
    """Publishes posts through *gateway*; *answer* plays the platform."""

    gateway: ChannelGateway
    account: OpenAccount
    answer: Answer
    hosts: frozenset[str] = frozenset()

    async def publish(self, post: Post[Any]) -> Sent:
        """Publish *post* once. Raises: what the gateway raises, and `HttpFault` where *answer* does."""
        http = RecordedHttp(self.answer, self.hosts)
        attempt = RecordedAttempt(http)
        request = self.gateway.request(post, self.account) if isinstance(self.gateway, OneRequest) else None
        if request is not None and isinstance(self.gateway, OneRequest):
            outcome = self.gateway.outcome(await http.send(request))
        else:
            assert isinstance(self.gateway, Publishes), "a gateway has OneRequest or Publishes"
            outcome = await self.gateway.publish(post, self.account, attempt)
        return Sent(outcome, http.requests, attempt)


def publisher_for(
    manifest: ChannelManifest,
    settings: BaseModel,
    gateway: ChannelGateway,
    account: OpenAccount,
    answer: Answer,
) -> Publisher:
    """Give a publisher that may contact the hosts of *manifest* and no others."""
    return Publisher(gateway, account, answer, frozenset(hosts_of(manifest, settings)))


def texts_in(requests: Iterable[Request]) -> list[str]:
    """Give every string that left in a body."""
    return [text for request in requests for text in strings_sent(request)]
