"""aiohttp under the httpx API: for processes that live long and have much in flight (extra `aiohttp`)."""

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import httpx

from omnichannel.plugins.http.transport import KEEP_ALIVE_SECONDS, SendTrace

if TYPE_CHECKING:
    import aiohttp

_present: ContextVar[SendTrace | None] = ContextVar("present_trace", default=None)


class AiohttpTransport:
    """
    One session for all hosts.

    Args:
        connections: how many may be open at once, in all.
        ssl_context: for https; None trusts the system's certificates.
    """

    def __init__(self, *, connections: int = 500, ssl_context: Any = None) -> None:
        from httpx_aiohttp import AiohttpTransport as Adapter

        self._connections, self._ssl_context = connections, ssl_context
        self._adapter = Adapter(client=self._session)

    async def send(self, request: httpx.Request, trace: SendTrace) -> httpx.Response:
        """See `Transport`."""
        token = _present.set(trace)
        try:
            return await self._adapter.handle_async_request(request)
        finally:
            _present.reset(token)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._adapter.aclose()

    def _session(self) -> "aiohttp.ClientSession":
        import aiohttp

        connector = aiohttp.TCPConnector(
            limit=self._connections,
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            ssl=True if self._ssl_context is None else self._ssl_context,
        )
        session = aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trace_configs=[_trace_config()]
        )
        # aiohttp repeats GET, PUT and DELETE where a kept connection breaks, although the platform may have
        # read the first one; there is no public way to switch that off, its own test client does the same.
        session._retry_connection = False
        return session


def _trace_config() -> "aiohttp.TraceConfig":
    import aiohttp

    config = aiohttp.TraceConfig()
    config.on_connection_create_end.append(_obtained)
    config.on_connection_reuseconn.append(_obtained)
    return config


async def _obtained(*_: Any) -> None:
    trace = _present.get()
    if trace is not None:
        trace.obtained = True
