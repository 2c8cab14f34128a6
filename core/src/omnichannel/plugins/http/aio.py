"""aiohttp: for processes that live long and have much in flight (extra `aiohttp`)."""

from contextvars import ContextVar
from io import BytesIO
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    import aiohttp

LARGEST_PIECE_BYTES = 1024 * 1024
"""A larger body is written piece by piece: at once, it would keep everybody else waiting."""

_present: ContextVar[SendTrace | None] = ContextVar("present_trace", default=None)


class AiohttpTransport:
    """
    One session for all hosts.

    Args:
        connections: how many may be open at once, in all.
        ssl_context: for https; None trusts the system's certificates.
    """

    def __init__(self, *, connections: int = 500, ssl_context: Any = None) -> None:
        self._connections, self._ssl_context = connections, ssl_context
        self._session: aiohttp.ClientSession | None = None

    async def send(self, request: Outgoing, trace: SendTrace) -> Response:
        """See `Transport`."""
        from yarl import URL

        session = self._session or self._opened()
        token = _present.set(trace)
        try:
            async with session.request(
                request.method,
                URL(request.url, encoded=True),
                data=_in_pieces(request.body),
                headers=request.headers,
                allow_redirects=False,
            ) as response:
                body = await bounded(response.content.iter_any())
                return Response(response.status, lower_headers(response.headers.items()), body)
        finally:
            _present.reset(token)

    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> "aiohttp.ClientSession":
        """Open the session in the event loop that uses it."""
        import aiohttp

        connector = _watched_connector(
            limit=self._connections,
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            ssl=True if self._ssl_context is None else self._ssl_context,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(
                total=None, connect=CONNECT_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=SILENCE_SECONDS
            ),
        )
        # aiohttp repeats GET, PUT and DELETE where a kept connection breaks, although the platform may have
        # read the first one; there is no public way to switch that off, its own test client does the same.
        self._session._retry_connection = False
        return self._session


def _in_pieces(body: bytes) -> bytes | BytesIO | None:
    return BytesIO(body) if len(body) > LARGEST_PIECE_BYTES else body or None


def _watched_connector(**options: Any) -> "aiohttp.TCPConnector":
    """Make a connector that tells the present trace of each connection it gives out."""
    import aiohttp

    class WatchedConnector(aiohttp.TCPConnector):
        async def connect(self, *request: Any, **more: Any) -> Any:
            connection = await super().connect(*request, **more)
            trace = _present.get()
            if trace is not None:
                trace.obtained = True
            return connection

    return WatchedConnector(**options)
