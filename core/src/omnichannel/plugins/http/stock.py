"""
Stock httpx, sharded: many small pools, since each costs with the square of its connections.

See docs/decisions/0006-http-transports.md. Used where a process lives for one invocation.
"""

from dataclasses import dataclass
from typing import Any

import httpx

from omnichannel.application.ports.outbound.http import Response
from omnichannel.plugins.http.transport import (
    CONNECT_SECONDS,
    KEEP_ALIVE_SECONDS,
    SILENCE_SECONDS,
    Outgoing,
    SendTrace,
    bounded,
    lower_headers,
)

CONNECTIONS_PER_SHARD = 4
_WRITES = ("http11.", "http2.")
_TIMEOUTS = {
    "connect": CONNECT_SECONDS,
    "pool": CONNECT_SECONDS,
    "read": SILENCE_SECONDS,
    "write": SILENCE_SECONDS,
}


@dataclass(slots=True)
class _Shard:
    """A small pool, and how many requests it has under way."""

    transport: httpx.AsyncHTTPTransport
    in_flight: int = 0


def _busyness(shard: _Shard) -> int:
    return shard.in_flight


class StockTransport:
    """
    A request goes to the shard that has least to do.

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
        context = httpx.create_ssl_context(verify, trust_env=False)  # made once: it reads hundreds of files
        self._shards = [
            _Shard(httpx.AsyncHTTPTransport(verify=context, limits=limits)) for _ in range(shards)
        ]

    async def send(self, request: Outgoing, trace: SendTrace) -> Response:
        """See `Transport`."""

        async def heard(event: str, _: dict[str, Any]) -> None:
            if event.startswith(_WRITES):
                trace.obtained = True

        made = httpx.Request(
            request.method,
            request.url,
            headers=dict(request.headers),
            content=request.body,
            extensions={"timeout": _TIMEOUTS, "trace": heard},
        )
        shard = min(self._shards, key=_busyness)
        shard.in_flight += 1
        try:
            response = await shard.transport.handle_async_request(made)
            try:
                body = await bounded(response.aiter_bytes())
            finally:
                await response.aclose()
        finally:
            shard.in_flight -= 1
        return Response(response.status_code, lower_headers(response.headers.multi_items()), body)

    async def aclose(self) -> None:
        """Close all connections."""
        for shard in self._shards:
            await shard.transport.aclose()
