"""
The HTTP client for addresses that users give: it connects to exactly the address that it has checked.

The name is resolved where the connection is made. So nothing lies between check and use, and a name that
leads elsewhere the next moment gains nothing. TLS and the Host header bear the name all the same.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Any

import httpcore

from omnichannel.application.ports.outbound.http import Response
from omnichannel.application.ports.outbound.media_store import MediaStore
from omnichannel.plugins.http.asyncio_network import AsyncioNetwork
from omnichannel.plugins.http.client import AdmittingClient
from omnichannel.plugins.http.pools import opened, sent
from omnichannel.plugins.http.transport import Outgoing, SendTrace, Transport
from omnichannel.plugins.http.user_addresses import address_from, demand_public

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives all addresses of a host; raises OSError where it has none."""
MOST_TRIED = 4
"""Addresses of one host that are tried in turn."""


class GuardedClient(AdmittingClient):
    """
    `HttpClient` and `GuardsAddresses` for a channel whose users give the addresses.

    Args:
        trusted: hosts with their ports that may be private, as `address_from` takes them.
    """

    def __init__(self, trusted: Collection[str], transport: Transport, media_store: MediaStore) -> None:
        self._trusted = frozenset(trusted)
        super().__init__(self._host_of, transport, media_store)

    def demand_fit(self, url: str) -> None:
        """See `GuardsAddresses`."""
        self._host_of(url)

    def _host_of(self, url: str) -> str:
        return address_from(url, trusted=self._trusted).host


class GuardedTransport:
    """
    `Transport` to public addresses, and to those that are trusted.

    It follows no redirect, asks no proxy, and unpacks nothing.

    Args:
        connections: how many may be open at once, in all.
        resolve: how names become addresses.
        network: what connects to addresses; None: the system's sockets.
        ssl_context: for https; None trusts the system's certificates.
    """

    def __init__(
        self,
        trusted: Collection[str] = (),
        *,
        connections: int = 100,
        resolve: Resolve | None = None,
        network: httpcore.AsyncNetworkBackend | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        sockets = network or AsyncioNetwork()
        self._backend = _CheckedConnections(frozenset(trusted), resolve or resolved, sockets)
        self._connections, self._ssl_context = connections, ssl_context
        self._pool: httpcore.AsyncConnectionPool | None = None

    async def send(self, request: Outgoing, trace: SendTrace) -> Response:
        """See `Transport`."""
        return await sent(self._opened(), request, trace)

    async def aclose(self) -> None:
        """Close all connections."""
        if self._pool is not None:
            await self._pool.aclose()

    def _opened(self) -> httpcore.AsyncConnectionPool:
        if self._pool is None:  # the system's certificates are read when the first one needs them
            context = self._ssl_context or ssl.create_default_context()
            self._pool = opened(self._backend, connections=self._connections, context=context)
        return self._pool


class _CheckedConnections(httpcore.AsyncNetworkBackend):
    """Resolves, checks, and connects to what was checked."""

    def __init__(
        self, trusted: frozenset[str], resolve: Resolve, network: httpcore.AsyncNetworkBackend
    ) -> None:
        self._trusted, self._resolve, self._network = trusted, resolve, network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to *host*, where all its addresses are public or it is trusted."""
        async with asyncio.timeout(timeout):
            addresses = await self._checked(host, port)
            return await self._first_of(addresses, port, local_address, socket_options)

    async def _checked(self, host: str, port: int) -> Sequence[str]:
        """One private address among public ones is no accident: the host is refused as a whole."""
        addresses = await self._resolve(host, port)
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        if place not in self._trusted:
            for address in addresses:
                demand_public(address, host)
        return addresses[:MOST_TRIED]

    async def _first_of(
        self, addresses: Sequence[str], port: int, *options: Any
    ) -> httpcore.AsyncNetworkStream:
        fault: Exception = OSError("the host has no address")
        for address in addresses:
            try:
                return await self._network.connect_tcp(address, port, None, *options)
            except (httpcore.ConnectError, OSError) as error:
                fault = error
        raise fault

    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        await self._network.sleep(seconds)


async def resolved(host: str, port: int) -> Sequence[str]:
    """Ask the system for all addresses of *host*."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))
