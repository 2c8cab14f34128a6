"""
Stock httpx, sharded: several small clients, since one collapses beyond ten requests in flight.

See docs/decisions/0006-http-transports.md. Used where a process lives for one invocation.
"""

from typing import Any

import httpx

from omnichannel.plugins.http.transport import KEEP_ALIVE_SECONDS, SendTrace

CONNECTIONS_PER_SHARD = 10
_WRITES = ("http11.", "http2.")


class StockTransport:
    """
    Requests go round the shards.

    Args:
        connections: how many may be open at once, in all.
        verify: an `ssl.SSLContext`, or True for the system's certificates.
    """

    def __init__(self, *, connections: int = 100, verify: Any = True) -> None:
        limits = httpx.Limits(
            max_connections=CONNECTIONS_PER_SHARD,
            max_keepalive_connections=CONNECTIONS_PER_SHARD,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
        )
        shards = max(1, connections // CONNECTIONS_PER_SHARD)
        self._shards = [httpx.AsyncHTTPTransport(verify=verify, limits=limits) for _ in range(shards)]
        self._next = 0

    async def send(self, request: httpx.Request, trace: SendTrace) -> httpx.Response:
        """See `Transport`."""

        async def heard(event: str, _: dict[str, Any]) -> None:
            if event.startswith(_WRITES):
                trace.obtained = True

        request.extensions["trace"] = heard
        self._next = (self._next + 1) % len(self._shards)
        return await self._shards[self._next].handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for shard in self._shards:
            await shard.aclose()
