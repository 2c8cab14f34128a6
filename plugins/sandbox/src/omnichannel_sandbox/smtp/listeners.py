"""The two listeners of the simulated mail server: one offers STARTTLS, one speaks TLS from the first byte."""

import asyncio
import logging
import socket
import ssl
import weakref
from collections.abc import Callable
from typing import Any

from aiosmtpd.smtp import SMTP

from omnichannel_sandbox.smtp.handler import MailHandler

LARGEST_MAIL_BYTES = 40 * 1024 * 1024


class EncryptedFromTheStart(SMTP):
    """A connection whose listener speaks TLS: signing in needs no STARTTLS before."""

    def __init__(self, handler: MailHandler, **options: Any) -> None:
        super().__init__(handler, **options)
        self._auth_require_tls = False


class MailServer:
    """
    Listen on two sockets for as long as it is open.

    Args:
        handler: what to do with clients.
        context: the TLS context for both listeners.
    """

    def __init__(self, handler: MailHandler, *, context: ssl.SSLContext) -> None:
        self._handler = handler
        self._context = context
        self._listeners: list[asyncio.Server] = []
        self._connections: weakref.WeakSet[SMTP] = weakref.WeakSet()

    async def open(self, plain: socket.socket, tls: socket.socket) -> None:
        """Accept connections on both bound sockets."""
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of itself at every sign-in
        loop = asyncio.get_running_loop()
        self._listeners = [
            await loop.create_server(self._connections_with_starttls, sock=plain),
            await loop.create_server(self._connections_with_tls, sock=tls, ssl=self._context),
        ]

    async def close(self) -> None:
        """Stop listening and close what is still connected."""
        for listener in self._listeners:
            listener.close()
        for connection in list(self._connections):
            if isinstance(connection.transport, asyncio.WriteTransport):
                connection.transport.abort()
        await asyncio.sleep(0)

    def _connections_with_starttls(self) -> SMTP:
        return self._connection(SMTP, tls_context=self._context)

    def _connections_with_tls(self) -> SMTP:
        return self._connection(EncryptedFromTheStart, tls_context=None)

    def _connection(self, kind: type[SMTP], *, tls_context: ssl.SSLContext | None) -> SMTP:
        sign_in: Callable[..., object] = self._handler.sign_in
        connection = kind(
            self._handler,
            hostname="sandbox.localhost",
            ident="Omnichannel sandbox",
            data_size_limit=LARGEST_MAIL_BYTES,
            enable_SMTPUTF8=False,
            tls_context=tls_context,
            auth_required=True,
            authenticator=sign_in,  # type: ignore[arg-type]
            loop=asyncio.get_running_loop(),
        )
        self._connections.add(connection)
        return connection
