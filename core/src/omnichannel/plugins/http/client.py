"""The HTTP client that channels are given: listed hosts only, one outcome per request, no secret logged."""

import logging
import time
from typing import Any
from urllib.parse import urlsplit

import httpx

from omnichannel.application.ports.outbound.http import (
    AnswerLost,
    HostNotListed,
    HttpFault,
    NothingSent,
    Request,
    RequestUnfit,
    Response,
)
from omnichannel.application.ports.outbound.media_store import MediaStore
from omnichannel.plugins.http.transport import SendTrace, Transport

LARGEST_ANSWER_BYTES = 4 * 1024 * 1024
TIMEOUT_SECONDS = {"connect": 10.0, "read": 120.0, "write": 120.0, "pool": 10.0}
_log = logging.getLogger("omnichannel.http.out")


class ListedHostsClient:
    """
    `HttpClient` for one channel.

    Args:
        hosts: host names it may contact, in lower case.
    """

    def __init__(
        self, channel: str, hosts: frozenset[str], transport: Transport, media_store: MediaStore
    ) -> None:
        self._channel, self._hosts = channel, hosts
        self._transport, self._media_store = transport, media_store

    async def send(self, request: Request) -> Response:
        """See `HttpClient`."""
        try:
            host = _host_of(request.url)
            if host.lower() not in self._hosts:
                raise HostNotListed(host, self._channel)
            outgoing = await self._outgoing(request)
        except (ValueError, TypeError, httpx.InvalidURL) as error:  # its text may hold a secret
            raise RequestUnfit(f"The request could not be made ({type(error).__name__}).") from error
        except OSError as error:  # the media store did not answer
            raise NothingSent(f"A file could not be read ({type(error).__name__}).") from error
        trace, began = SendTrace(), time.perf_counter()
        try:
            response = await self._answered(outgoing, trace)
        except HttpFault:
            raise
        except Exception as error:  # not all of a transport's errors are httpx.HTTPError or OSError
            raise _fault(error, trace, host) from error
        milliseconds = (time.perf_counter() - began) * 1000
        _log.debug(
            "%s %s%s %d %.0f ms", request.method, host, outgoing.url.path, response.status, milliseconds
        )
        return response

    async def _outgoing(self, request: Request) -> httpx.Request:
        files = [
            (
                part.name,
                (part.media.filename, await self._media_store.read(part.media.sha256), part.media.media_type),
            )
            for part in request.files
        ]
        options: dict[str, Any] = {"json": request.json, "data": request.form, "files": files or None}
        made = httpx.Request(
            request.method,
            request.url,
            params=dict(request.query) or None,
            headers=dict(request.headers),
            extensions={"timeout": TIMEOUT_SECONDS},
            **{name: value for name, value in options.items() if value is not None},
        )
        made.read()
        return made

    async def _answered(self, request: httpx.Request, trace: SendTrace) -> Response:
        response = await self._transport.send(request, trace)
        try:
            body = await _bounded(response)
        finally:
            await response.aclose()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Response(response.status_code, headers, body)


def _host_of(url: str) -> str:
    """
    Give the host of an address.

    Raises:
        ValueError: it is no address, or its port is out of range, which only reading the port tells.
    """
    address = urlsplit(url)
    _ = address.port
    return address.hostname or ""


async def _bounded(response: httpx.Response) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > LARGEST_ANSWER_BYTES:
            raise AnswerLost(f"The answer is larger than {LARGEST_ANSWER_BYTES:,} bytes.")
        chunks.append(chunk)
    return b"".join(chunks)


def _fault(error: Exception, trace: SendTrace, host: str) -> NothingSent | AnswerLost:
    if trace.obtained:
        return AnswerLost(f"The connection to {host} broke before its answer came.")
    return NothingSent(f"No connection to {host} could be made ({type(error).__name__}). Nothing was sent.")
