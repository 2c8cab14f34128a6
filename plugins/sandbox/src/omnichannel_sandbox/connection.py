"""The HTTP connection, and how to hang up on a client that waits for an answer."""

import asyncio

from starlette.types import Receive, Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

TRANSPORT = "omnichannel_sandbox.transport"


class OpenConnection(HttpToolsProtocol):
    """An HTTP/1.1 connection that gives the application its transport, as ``state`` of every request."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection and keep its transport within reach of the requests."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, TRANSPORT: transport}


async def hang_up(scope: Scope, receive: Receive) -> None:
    """
    Close the connection without one byte of an answer, and return when it is closed.

    Works for a request that was read to its end and not answered yet.
    """
    transport: asyncio.Transport = scope["state"][TRANSPORT]
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
