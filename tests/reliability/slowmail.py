"""A channel for tests: mail whose server can be asked whether a mail arrived, and never knows."""

from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import (
    Complaint,
    Post,
    PublishAttempt,
    RenderedPost,
)
from omnichannel.application.ports.outbound.http import HttpClient
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.outcome import Outcome, Published
from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel_email.credentials import SmtpCredentials
from omnichannel_email.gateway import EmailGateway
from omnichannel_email.options import EmailOptions
from omnichannel_email.settings import EmailSettings


@hookimpl
def omnichannel_register_channel() -> ChannelManifest:
    """Offer it."""
    return ChannelManifest(
        name="slowmail",
        label="Slowmail",
        opens="tests.reliability.slowmail:SlowmailGateway",
        settings=EmailSettings,
        options=EmailOptions,
        credentials=SmtpCredentials,
        abilities=frozenset({"publishes", "checks"}),
        has_recipients=True,
        evidence="checks",
    )


class SlowmailGateway:
    """Sends as `EmailGateway` does, and has no word to give afterwards."""

    def __init__(self, settings: EmailSettings) -> None:
        self._email = EmailGateway(settings)

    def complaints(self, post: Post[Any]) -> list[Complaint]:
        """Refuse what mail servers would."""
        return self._email.complaints(post)

    def render(self, post: Post[Any], account: OpenAccount | None = None) -> RenderedPost:
        """Show what would be sent."""
        return self._email.render(post, account)

    async def publish(self, post: Post[Any], account: OpenAccount, attempt: PublishAttempt) -> Outcome:
        """Send it."""
        return await self._email.publish(post, account, attempt)

    async def check(self, handle: str, account: OpenAccount, http: HttpClient) -> Outcome:
        """Know no more than that it was sent."""
        return Published(handle)
