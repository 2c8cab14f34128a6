"""EmailGateway: one mail to one recipient."""

import asyncio
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from email.errors import MessageError
from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import (
    Complaint,
    Post,
    PublishAttempt,
    RenderedPost,
    TextCount,
)
from omnichannel.application.ports.outbound.http import HttpClient
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import CannotTell, Outcome, Refused
from omnichannel.domain.sign_in import Health
from omnichannel_email.addresses import AddressRefused
from omnichannel_email.bodies import html_from_post, text_from_post
from omnichannel_email.complaints import complaints_about
from omnichannel_email.connection import tls_context
from omnichannel_email.credentials import SmtpCredentials
from omnichannel_email.faults import refused_by_setup
from omnichannel_email.limits import SIZE_LIMIT_BYTES, SUBJECT_LIMIT_CHARACTERS
from omnichannel_email.mail import Mail, display_name, mail_from_post
from omnichannel_email.sending import SmtpConversation
from omnichannel_email.settings import EmailSettings
from omnichannel_email.sizes import encoded_size_bytes, subject_size_characters


def _now() -> datetime:
    return datetime.now(UTC)


class EmailGateway:
    """
    Writes a mail and hands it to the account's server. Fulfils `ChannelGateway`, `Publishes` and `Probes`.

    Nothing tells afterwards whether a server has a mail, so a lost answer is for a person to judge.
    """

    def __init__(self, settings: EmailSettings, now: Callable[[], datetime] = _now) -> None:
        self._settings = settings
        self._now = now
        self._tls_context: ssl.SSLContext | None = None

    def complaints(self, post: Post[Any]) -> list[Complaint]:
        """Say what mail servers would refuse."""
        return complaints_about(post)

    def render(self, post: Post[Any], account: OpenAccount | None = None) -> RenderedPost:
        """Give both bodies as they are sent; the link stands in them."""
        return RenderedPost(
            text=text_from_post(post),
            title=post.title,
            media=post.media,
            html=html_from_post(post),
            sender=_sender(account) if account else None,
            recipient=_named(post.recipient_name, post.address) if post.address else None,
            counts=(
                TextCount(
                    "title", subject_size_characters(post.title or ""), SUBJECT_LIMIT_CHARACTERS, "characters"
                ),
                TextCount("text", encoded_size_bytes(post), SIZE_LIMIT_BYTES, "bytes"),
            ),
        )

    async def publish(self, post: Post[Any], account: OpenAccount, attempt: PublishAttempt) -> Outcome:
        """Send *post*. Before the content is on its way a failure is `Deferred` or `Refused`."""
        try:
            mail = await self._write(post, account, attempt)
        except (ValueError, MessageError) as fault:
            return _refused_writing(fault)
        try:
            context = self._context()
        except OSError:
            return refused_by_setup(
                "The certificates in ca_file cannot be read", "Correct the setting ca_file."
            )
        conversation = SmtpConversation(_credentials(account), self._settings, context)
        try:
            return await conversation.send(mail, attempt.irreversible)
        finally:
            conversation.close()

    async def probe(self, account: OpenAccount, http: HttpClient) -> Health:  # noqa: ARG002 - no HTTP here
        """Sign in at the account's server, and send nothing."""
        try:
            context = self._context()
        except OSError:
            return CannotTell("The certificates in ca_file cannot be read.")
        conversation = SmtpConversation(_credentials(account), self._settings, context)
        try:
            return await conversation.probe()
        finally:
            conversation.close()

    async def _write(self, post: Post[Any], account: OpenAccount, attempt: PublishAttempt) -> Mail:
        credentials = _credentials(account)
        files = [await attempt.read(media) for media in post.media]
        name, date = display_name(credentials, account.name), self._now()

        def write() -> Mail:
            return mail_from_post(post, credentials, sender_name=name, files=files, date=date)

        return await asyncio.to_thread(write) if files else write()

    def _context(self) -> ssl.SSLContext:
        if self._tls_context is None:
            self._tls_context = tls_context(self._settings)
        return self._tls_context


def _refused_writing(fault: Exception) -> Refused:
    if isinstance(fault, AddressRefused):
        return Refused(
            FailureKind.RECIPIENT_INVALID, str(fault), "Write one address, such as ana@example.org."
        )
    return Refused(
        FailureKind.INVALID_CONTENT,
        "A name, an address or the subject would break the mail's headers",
        "Write each of them as one line.",
    )


def _sender(account: OpenAccount) -> str:
    credentials = _credentials(account)
    return _named(display_name(credentials, account.name), credentials.sender_address)


def _named(name: str | None, address: str | None) -> str:
    return f"{name} <{address}>" if name else str(address)


def _credentials(account: OpenAccount) -> SmtpCredentials:
    if not isinstance(account.credentials, SmtpCredentials):
        raise TypeError("an e-mail account has SmtpCredentials")
    return account.credentials
