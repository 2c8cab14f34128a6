"""
One mail handed to one server, phase by phase, so that it is known what a failure means.

Before the content nothing can have been sent. After it, only the server's reply tells.
A connection serves one mail: it is opened, used and closed.
"""

import re
import ssl
from asyncio import WriteTransport
from collections.abc import Awaitable, Callable

from aiosmtplib import SMTP, SMTPDataError, SMTPResponse, SMTPServerDisconnected

from omnichannel.domain.outcome import Outcome, Published, Unknown
from omnichannel.domain.sign_in import Alive, Health
from omnichannel_email.connection import sign_in, smtp_client
from omnichannel_email.credentials import SmtpCredentials
from omnichannel_email.faults import FAULTS, health_from_fault, outcome_from_fault
from omnichannel_email.mail import Mail
from omnichannel_email.replies import Phase, evidence_from_reply, outcome_from_reply
from omnichannel_email.settings import EmailSettings

READY_FOR_CONTENT = 354
_LEADING_DOT = re.compile(rb"(?m)^\.")


class SmtpConversation:
    """One conversation with one server. *phase* says how far it has come."""

    def __init__(
        self, credentials: SmtpCredentials, settings: EmailSettings, context: ssl.SSLContext
    ) -> None:
        self._credentials = credentials
        self._timeout_seconds = settings.timeout_seconds
        self._client = smtp_client(credentials, settings, context)
        self.phase = Phase.GREETING

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be repeated from a reply."""
        password = self._credentials.password
        return (password.get_secret_value(),) if password else ()

    async def send(self, mail: Mail, irreversible: Callable[[], Awaitable[None]]) -> Outcome:
        """
        Hand *mail* over; *irreversible* is awaited right before its content is sent.

        Never raises for anything that a server does.
        """
        try:
            await self._prepare(mail)
        except FAULTS as fault:
            return outcome_from_fault(fault, self.phase, self.secrets)
        await irreversible()
        try:
            self._write(content_lines(mail.content))
        except SMTPServerDisconnected as fault:
            return outcome_from_fault(fault, self.phase, self.secrets)
        return await self._outcome(mail)

    async def probe(self) -> Health:
        """Connect, sign in and say NOOP: what a mail does before its first command."""
        try:
            await self._sign_in()
            self.phase = Phase.MAIL
            await self._client.noop()
        except FAULTS as fault:
            return health_from_fault(fault, self.phase, self.secrets)
        return Alive()

    def close(self) -> None:
        """
        Say goodbye without waiting for an answer, and drop the connection.

        What the server said is read already, and waiting could cost the outcome.
        """
        transport, protocol = self._client.transport, self._client.protocol
        if protocol is not None and protocol.is_connected:
            protocol.write(b"QUIT\r\n")
        if isinstance(transport, WriteTransport):
            transport.abort()
        self._client.close()

    async def _prepare(self, mail: Mail) -> None:
        client = self._client
        await self._sign_in()
        self.phase = Phase.MAIL
        await client.mail(mail.sender, options=await _size_option(client, mail))
        self.phase = Phase.RCPT
        await client.rcpt(mail.recipient)
        self.phase = Phase.DATA
        reply = await client.execute_command(b"DATA")
        if reply.code != READY_FOR_CONTENT:
            raise SMTPDataError(reply.code, reply.message)

    async def _sign_in(self) -> None:
        await self._client.connect()
        if self._credentials.security == "starttls":
            await self._client.starttls()
        self.phase = Phase.AUTH
        await sign_in(self._client, self._credentials)

    async def _outcome(self, mail: Mail) -> Outcome:
        try:
            reply = await self._read()
        except FAULTS as fault:
            return Unknown(f"The mail server took the mail and did not answer ({type(fault).__name__})")
        return outcome_from_last_reply(reply, mail, self.secrets)

    def _write(self, content: bytes) -> None:
        if self._client.protocol is None:
            raise SMTPServerDisconnected("The connection is closed")
        self._client.protocol.write(content)

    async def _read(self) -> SMTPResponse:
        if self._client.protocol is None:
            raise SMTPServerDisconnected("The connection is closed")
        return await self._client.protocol.read_response(timeout=self._timeout_seconds)


def outcome_from_last_reply(reply: SMTPResponse, mail: Mail, secrets: tuple[str, ...]) -> Outcome:
    """Read the reply to the content: accepted, refused, or an answer that does not tell."""
    if 200 <= reply.code < 300:
        return Published(mail.message_id, evidence=evidence_from_reply(reply.code, reply.message, secrets))
    if 400 <= reply.code < 600:
        return outcome_from_reply(reply.code, reply.message, Phase.DATA, secrets)
    evidence = evidence_from_reply(reply.code, reply.message, secrets)
    return Unknown("The mail server took the mail and gave an answer that is none", evidence)


def content_lines(content: bytes) -> bytes:
    """Give *content*, which ends in a line break, as DATA has it: dots doubled, and the final dot."""
    return _LEADING_DOT.sub(b"..", content) + b".\r\n"


async def _size_option(client: SMTP, mail: Mail) -> list[str]:
    """Announce the size where the server wants to know it (RFC 1870), so that it refuses early."""
    if client.is_ehlo_or_helo_needed:
        await client.ehlo()
    return [f"SIZE={len(mail.content)}"] if client.supports_extension("size") else []
