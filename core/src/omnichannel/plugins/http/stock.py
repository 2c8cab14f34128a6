"""
The pool of httpx, sharded: many small ones, since each costs with the square of its connections.

See docs/decisions/0006-http-transports.md. For processes that live for one invocation; the local runtime uses
`aio.py`.
"""

import ssl
from dataclasses import dataclass

import httpcore

from omnichannel.application.ports.outbound.http import Response
from omnichannel.plugins.http.asyncio_network import AsyncioNetwork
from omnichannel.plugins.http.pools import opened, sent
from omnichannel.plugins.http.transport import Outgoing, SendTrace

CONNECTIONS_PER_SHARD = 4


@dataclass(slots=True)
class _Shard:
    """A small pool, and how many requests it has under way."""

    pool: httpcore.AsyncConnectionPool
    in_flight: int = 0


def _busyness(shard: _Shard) -> int:
    return shard.in_flight


class StockTransport:
    """
    A request goes to the shard that has least to do.

    Args:
        connections: how many may be open at once, in all.
        ssl_context: for https; None trusts the system's certificates.
    """

    def __init__(self, *, connections: int = 100, ssl_context: ssl.SSLContext | None = None) -> None:
        context = ssl_context or ssl.create_default_context()  # made once: it reads hundreds of files
        each, network = min(connections, CONNECTIONS_PER_SHARD), AsyncioNetwork()
        self._shards = [
            _Shard(opened(network, connections=each, context=context)) for _ in range(connections // each)
        ]

    async def send(self, request: Outgoing, trace: SendTrace) -> Response:
        """See `Transport`."""
        shard = min(self._shards, key=_busyness)
        shard.in_flight += 1
        try:
            return await sent(shard.pool, request, trace)
        finally:
            shard.in_flight -= 1

    async def aclose(self) -> None:
        """Close all connections."""
        for shard in self._shards:
            await shard.pool.aclose()
