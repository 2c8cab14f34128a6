"""The HTTP client that channels are given: listed hosts only, one outcome per request, no secret logged."""

import logging
import time
from collections.abc import Callable
from urllib.parse import urlsplit

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
from omnichannel.plugins.http.encoding import File, host_of, outgoing_from
from omnichannel.plugins.http.transport import Outgoing, SendTrace, Transport

_log = logging.getLogger("omnichannel.http.out")


class AdmittingClient:
    """
    `HttpClient` that asks about each address before anything is sent.

    Args:
        admitted: gives the host of an address; raises `HttpFault` or ValueError where it may not
            be contacted.
    """

    def __init__(self, admitted: Callable[[str], str], transport: Transport, media_store: MediaStore) -> None:
        self._admitted, self._transport, self._media_store = admitted, transport, media_store

    async def send(self, request: Request) -> Response:
        """See `HttpClient`."""
        try:
            host = self._admitted(request.url)
            outgoing = outgoing_from(request, await self._files(request) if request.files else ())
        except (ValueError, TypeError) as error:  # its text may hold a secret
            raise RequestUnfit(f"The request could not be made ({type(error).__name__}).") from error
        except OSError as error:  # the media store did not answer
            raise NothingSent(f"A file could not be read ({type(error).__name__}).") from error
        trace, began = SendTrace(), time.perf_counter()
        try:
            response = await self._transport.send(outgoing, trace)
        except HttpFault:
            raise
        except Exception as error:  # whatever a transport raises: what is known is what the trace says
            raise _fault(error, trace, host) from error
        if _log.isEnabledFor(logging.DEBUG):
            _tell(outgoing, response, host, seconds=time.perf_counter() - began)
        return response

    async def _files(self, request: Request) -> list[File]:
        return [
            (
                part.name,
                (part.media.filename, await self._media_store.read(part.media.sha256), part.media.media_type),
            )
            for part in request.files
        ]


class ListedHostsClient(AdmittingClient):
    """
    `HttpClient` for one channel.

    Args:
        hosts: host names it may contact, in lower case.
    """

    def __init__(
        self, channel: str, hosts: frozenset[str], transport: Transport, media_store: MediaStore
    ) -> None:
        def admitted(url: str) -> str:
            host = host_of(url)
            if host not in hosts:
                raise HostNotListed(host, channel)
            return host

        super().__init__(admitted, transport, media_store)


def _tell(request: Outgoing, response: Response, host: str, *, seconds: float) -> None:
    """Log a request without its query, which may hold a secret."""
    path = urlsplit(request.url).path
    _log.debug("%s %s%s %d %.0f ms", request.method, host, path, response.status, seconds * 1000)


def _fault(error: Exception, trace: SendTrace, host: str) -> NothingSent | AnswerLost:
    if trace.obtained:
        return AnswerLost(f"The connection to {host} broke before its answer came.")
    return NothingSent(f"No connection to {host} could be made ({type(error).__name__}). Nothing was sent.")
