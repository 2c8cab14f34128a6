"""A channel for tests: a Facebook whose posts go in order and take a while."""

from datetime import datetime, timedelta
from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import (
    Complaint,
    Post,
    PublishAttempt,
    RenderedPost,
)
from omnichannel.application.ports.outbound.http import HttpClient, Request
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Outcome, Pending, Published, Sighting
from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel_facebook.credentials import FacebookCredentials
from omnichannel_facebook.gateway import FacebookGateway
from omnichannel_facebook.settings import FacebookSettings

BUSY = "Busy."
"""A post that begins so is asked for patience, once in the life of a process."""
PATIENCE = timedelta(seconds=0.1)


@hookimpl
def omnichannel_register_channel() -> ChannelManifest:
    """Offer it."""
    return ChannelManifest(
        name="slowbook",
        label="Slowbook",
        opens="tests.reliability.slowbook:SlowbookGateway",
        settings=FacebookSettings,
        credentials=FacebookCredentials,
        abilities=frozenset({"publishes", "checks", "reconciles"}),
        ordered=True,
        settle_delay_setting="settle_seconds",
        base_urls=("graph_url",),
    )


class SlowbookGateway:
    """Publishes as `FacebookGateway` does, and says that it is pending until it was asked."""

    def __init__(self, settings: FacebookSettings) -> None:
        self._settings, self._facebook = settings, FacebookGateway(settings)
        self._was_busy = False

    def complaints(self, post: Post[Any]) -> list[Complaint]:
        """Refuse what Facebook would."""
        return self._facebook.complaints(post)

    def render(self, post: Post[Any], account: OpenAccount | None = None) -> RenderedPost:
        """Show what Facebook would."""
        return self._facebook.render(post, account)

    async def publish(self, post: Post[Any], account: OpenAccount, attempt: PublishAttempt) -> Outcome:
        """Publish, and ask for a little time."""
        if post.text.startswith(BUSY) and not self._was_busy:
            self._was_busy = True
            return Deferred("Too many calls.", kind=FailureKind.RATE_LIMITED, wait=PATIENCE)
        outcome = await self._facebook.publish(post, account, attempt)
        return Pending(outcome.external_id, PATIENCE) if isinstance(outcome, Published) else outcome

    async def check(self, handle: str, account: OpenAccount, http: HttpClient) -> Outcome:
        """Read the post: what is there is published."""
        token = getattr(account.credentials, "access_token").get_secret_value()  # noqa: B009
        request = Request(
            "GET", f"{self._settings.base_url}/{handle}", headers={"Authorization": f"Bearer {token}"}
        )
        response = await http.send(request)
        return Published(handle) if response.status == 200 else Pending(handle, PATIENCE)

    async def find(
        self, post: Post[Any], account: OpenAccount, http: HttpClient, *, since: datetime
    ) -> Sighting:
        """Look for it as Facebook is looked through."""
        return await self._facebook.find(post, account, http, since=since)
