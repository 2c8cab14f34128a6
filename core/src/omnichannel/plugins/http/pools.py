"""The connection pool of httpx (httpcore): a request goes in as it goes out, an answer comes back whole."""

import ssl
from urllib.parse import urlsplit

import httpcore

from omnichannel.application.ports.outbound.http import Response
from omnichannel.plugins.http.asyncio_network import present
from omnichannel.plugins.http.transport import (
    CONNECT_SECONDS,
    KEEP_ALIVE_SECONDS,
    SILENCE_SECONDS,
    Outgoing,
    SendTrace,
    bounded,
    lower_headers,
)

_EXTENSIONS = {
    "timeout": {
        "connect": CONNECT_SECONDS,
        "pool": CONNECT_SECONDS,
        "read": SILENCE_SECONDS,
        "write": SILENCE_SECONDS,
    }
}


def opened(
    network: httpcore.AsyncNetworkBackend, *, connections: int, context: ssl.SSLContext
) -> httpcore.AsyncConnectionPool:
    """Give a pool that keeps as many connections as it may open."""
    return httpcore.AsyncConnectionPool(
        ssl_context=context,
        max_connections=connections,
        max_keepalive_connections=connections,
        keepalive_expiry=KEEP_ALIVE_SECONDS,
        network_backend=network,
    )


async def sent(pool: httpcore.AsyncConnectionPool, request: Outgoing, trace: SendTrace) -> Response:
    """Send *request* and read the whole response (see `Transport`); the pool's streams mark *trace*."""
    made, token = _made(request), present.set(trace)
    try:
        answer = await pool.handle_async_request(made)
        try:
            body = await bounded(answer.aiter_stream())
        finally:
            await answer.aclose()
    finally:
        present.reset(token)
    named = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers)
    return Response(answer.status, lower_headers(named), body)


def _made(request: Outgoing) -> httpcore.Request:
    parts = urlsplit(request.url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    url = httpcore.URL(scheme=parts.scheme, host=parts.hostname or "", port=parts.port, target=target)
    headers = [("Host", parts.netloc.rpartition("@")[2]), *request.headers.items()]
    if request.body or request.method not in ("GET", "HEAD", "DELETE"):
        headers.append(("Content-Length", str(len(request.body))))
    return httpcore.Request(
        request.method, url, headers=headers, content=request.body, extensions=_EXTENSIONS
    )
