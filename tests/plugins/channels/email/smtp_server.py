"""A real SMTP server in a thread, with TLS, sign-in, and the moods of servers."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.plugins.channels.email.examples import PASSWORD


class Mailbox:
    """
    What the server did, and what it shall do.

    Attributes:
        mails: the envelopes that it accepted, in order.
        replies: what it says instead of the usual, by command ("MAIL", "RCPT", "DATA").
        drops: the command at which it hangs up: "MAIL", or "DATA" for after the final dot.
    """

    def __init__(self, replies: dict[str, str] | None = None, drops: str | None = None) -> None:
        self.mails: list[Envelope] = []
        self.replies = replies or {}
        self.drops = drops
        self.encrypted: list[bool] = []

    @property
    def messages(self) -> list[EmailMessage]:
        """The accepted mails, parsed."""
        parsed = (
            message_from_bytes(self.content(number), policy=default) for number in range(len(self.mails))
        )
        return [message for message in parsed if isinstance(message, EmailMessage)]

    def texts(self, number: int = -1) -> list[str]:
        """The text parts of a mail, HTML included, with line breaks as programs have them."""
        parts = [part for part in self.messages[number].walk() if part.get_content_maintype() == "text"]
        return [part.get_content().replace("\r\n", "\n") for part in parts]

    def content(self, number: int = 0) -> bytes:
        """The bytes of an accepted mail."""
        content = self.mails[number].content
        assert isinstance(content, bytes)
        return content

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        self._drop(server, "MAIL")
        envelope.mail_from = address
        return self.replies.get("MAIL", "250 2.1.0 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "RCPT" in self.replies:
            return self.replies["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if "DATA" in self.replies:
            return self.replies["DATA"]
        self.mails.append(envelope)
        self._drop(server, "DATA")
        return "250 2.0.0 queued as 42"

    def _drop(self, server: SMTP, command: str) -> None:
        if self.drops == command:
            hang_up(server)


def authenticate(_: Any, __: Any, ___: Any, ____: str, data: LoginPassword) -> AuthResult:
    """Let in who knows the password."""
    return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


@contextmanager
def serving(
    mailbox: Mailbox, *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[int]:
    """Serve *mailbox* in a thread and give the port; with neither context in the clear."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()

    served: list[SMTP] = []

    def protocol() -> SMTP:
        made = SMTP(
            mailbox,
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=authenticate,
            auth_required=starttls is not None,
            auth_require_tls=starttls is not None,
            loop=loop,
        )
        served.append(made)
        return made

    patience = 0.01 if tls else None
    listening = loop.create_server(protocol, "127.0.0.1", 0, ssl=tls, ssl_shutdown_timeout=patience)
    starting = asyncio.run_coroutine_threadsafe(listening, loop)
    server = starting.result(10)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server, served), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _stop(server: asyncio.Server, served: list[SMTP]) -> None:
    server.close()
    for protocol in served:
        hang_up(protocol)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.03)


def hang_up(server: SMTP) -> None:
    """Drop the connection without a word."""
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()
