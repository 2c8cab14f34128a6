"""Gateways of an invented platform, each with other abilities."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import (
    Complaint,
    Post,
    PublishAttempt,
    RenderedPost,
)
from omnichannel.application.ports.outbound.http import HttpClient, Request, Response
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.outcome import Absent, Outcome, Published, Sighting

URL = "https://api.example/posts"


class PlainGateway:
    """Says and does nothing of its own; complains of texts with "bad" in them."""

    def complaints(self, post: Post[Any]) -> list[Complaint]:
        """Complain, once with force and once as a hint."""
        if "bad" not in post.text:
            return []
        return [
            Complaint("text", "It is bad.", "Write better.", "0 times bad"),
            Complaint("text", "It could be better.", "Try.", severity="warns"),
        ]

    def render(self, post: Post[Any], account: OpenAccount | None = None) -> RenderedPost:
        """Give the text."""
        return RenderedPost(post.text, sender=account.name if account else None, recipient=post.address)


class PickyGateway(PlainGateway):
    """Complains of every recipient, option and picture."""

    def complaints(self, post: Post[Any]) -> list[Complaint]:
        """Complain of all there is."""
        return [
            Complaint("recipient", f"{post.address} is no address.", "Correct it."),
            Complaint("options/colour", "Red is out.", "Choose blue."),
            Complaint("media/0", "Too large.", "Scale it down."),
            Complaint("title", "Too long.", "Shorten it."),
        ]


@dataclass
class OneRequestGateway(PlainGateway):
    """Publishes with one request; *makes* and *reads* may be replaced."""

    makes: Callable[[], Request | None] = field(default=lambda: Request("POST", URL, json={"text": "Bread"}))
    reads: Callable[[Response], Outcome] = field(default=lambda response: Published("42"))

    def request(self, post: Post[Any], account: OpenAccount) -> Request | None:
        """Make the request."""
        return self.makes()

    def outcome(self, response: Response) -> Outcome:
        """Read the response."""
        return self.reads(response)


@dataclass
class StepsGateway(PlainGateway):
    """Publishes as *publishes* says."""

    publishes: Callable[[PublishAttempt], Awaitable[Outcome]]

    async def publish(self, post: Post[Any], account: OpenAccount, attempt: PublishAttempt) -> Outcome:
        """Publish."""
        return await self.publishes(attempt)


@dataclass
class CheckingGateway(OneRequestGateway):
    """Can be asked whether it is done; *says* answers or raises."""

    says: Callable[[str], Awaitable[Outcome]] = field(kw_only=True)

    async def check(self, handle: str, account: OpenAccount, http: HttpClient) -> Outcome:
        """Ask."""
        return await self.says(handle)


async def absent() -> Sighting:
    """See nothing."""
    return Absent()


@dataclass
class SearchableGateway(OneRequestGateway):
    """Can be searched; *sees* answers or raises, *since* keeps from when it was searched."""

    sees: Callable[[], Awaitable[Sighting]] = absent
    since: list[datetime] = field(default_factory=list)

    async def find(
        self, post: Post[Any], account: OpenAccount, http: HttpClient, *, since: datetime
    ) -> Sighting:
        """Look."""
        self.since.append(since)
        return await self.sees()
