"""
The network of httpcore on asyncio itself: without anyio between them a request costs half as much.

A stream tells the trace of the request that writes to it, before the first byte leaves. Signatures and errors
are those of httpcore (https://www.encode.io/httpcore/network-backends/).
"""

import asyncio
import ssl
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import httpcore

from omnichannel.plugins.http.transport import SendTrace
from omnichannel.plugins.http.wire import Wire

present: ContextVar[SendTrace | None] = ContextVar("present_trace", default=None)
"""The trace of the request that is being sent."""

LARGEST_UNSENT_BYTES = 64 * 1024
"""How much of a request is gathered before it leaves: its head and a short body leave as one."""


class AsyncioStream(httpcore.AsyncNetworkStream):
    """One connection."""

    def __init__(self, wire: Wire) -> None:
        self._wire, self._unsent = wire, bytearray()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Let everything leave that was written, and read what comes next."""
        await self._flush(timeout)
        try:
            return await self._wire.read(max_bytes, seconds=timeout)
        except TimeoutError as error:
            raise httpcore.ReadTimeout from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Write all of *buffer*."""
        if (trace := present.get()) is not None:
            trace.obtained = True
        self._unsent += buffer
        if len(self._unsent) > LARGEST_UNSENT_BYTES:
            await self._flush(timeout)

    async def _flush(self, seconds: float | None) -> None:
        if not self._unsent:
            return
        if self._wire.transport.is_closing():
            raise httpcore.WriteError
        self._wire.transport.write(bytes(self._unsent))
        self._unsent.clear()
        try:
            await self._wire.drained(seconds=seconds)
        except TimeoutError as error:
            raise httpcore.WriteTimeout from error

    async def aclose(self) -> None:
        """Close it, without waiting for the other side."""
        self._wire.transport.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """Go on encrypted."""
        wire = self._wire
        try:
            wire.transport = await asyncio.get_running_loop().start_tls(
                wire.transport,
                wire,
                ssl_context,
                server_hostname=server_hostname,
                ssl_handshake_timeout=timeout,
            )
        except (OSError, TimeoutError) as error:
            wire.transport.close()
            raise httpcore.ConnectError(str(error)) from error
        return self

    def get_extra_info(self, info: str) -> Any:
        """Say whether the other side closed it (or wrote uncalled for), and what its encryption is."""
        if info == "is_readable":
            return self._wire.ended or bool(self._wire.unread)
        return self._wire.transport.get_extra_info(info)


class AsyncioNetwork(httpcore.AsyncNetworkBackend):
    """Opens connections."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,  # noqa: ARG002 - nobody here asks for it
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - nor for these
    ) -> httpcore.AsyncNetworkStream:
        """Connect."""
        try:
            async with asyncio.timeout(timeout):
                _, wire = await asyncio.get_running_loop().create_connection(Wire, host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        return AsyncioStream(wire)

    async def sleep(self, seconds: float) -> None:
        """Wait between tries."""
        await asyncio.sleep(seconds)
