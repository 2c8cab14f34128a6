"""uvicorn's HTTP protocol, with bounds on what comes before a request is known, and problems as answers."""

import asyncio
import re
from uuid import uuid4

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from omnichannel.application.dtos.problems import items_from
from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.application import METHODS
from omnichannel.presentation.http.problem_kinds import (
    HEADERS_TOO_LARGE,
    MALFORMED_REQUEST,
    METHOD_NOT_ALLOWED,
    URI_TOO_LONG,
    ProblemKind,
)
from omnichannel.presentation.http.problems import MEDIA_TYPE, ProblemOut
from omnichannel.presentation.http.request_bounds import ADDRESS_LIMIT, HEADERS_LIMIT

LARGEST_HEAD_BYTES = 64 * 1024
"""A head that has as much and does not end is not read on. Shorter ones are the application's to judge."""
LINGER_SECONDS = 1.0
"""How long a refused caller may go on sending: hanging up at once would lose the answer on its way."""
REQUEST_LINE = re.compile(rb"[A-Z][A-Z-]{0,39} [!-~]{1,8192} HTTP/1\.[01]\r?\n")


class BoundedHttp(HttpToolsProtocol):
    """Closes a connection whose request cannot be read, and says why as RFC 9457 has it."""

    _reads_head, _head_bytes = True, 0
    _is_refused, _is_line = False, False
    url = b""

    def data_received(self, data: bytes) -> None:
        """Read on, unless the head has grown too large without an end."""
        if self._is_refused:
            return
        if self._reads_head and self._head_bytes > LARGEST_HEAD_BYTES:
            self._refuse_head()
            return
        self._is_line = REQUEST_LINE.match(data) is not None
        super().data_received(data)
        if self._reads_head:
            self._head_bytes += len(data)

    def on_message_begin(self) -> None:
        """Begin to count."""
        super().on_message_begin()
        self._reads_head, self._head_bytes = True, 0

    def on_headers_complete(self) -> None:
        """Stop counting: bodies have bounds of their own."""
        self._reads_head = False
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - it is uvicorn's
        """Answer with a problem, and hang up. A good first line that cannot be read has an unknown method."""
        if self._is_line and self._reads_head and not self.url:
            told, fix = "The method of the request is none that this server knows.", f"Use one of {METHODS}."
            self._refuse(METHOD_NOT_ALLOWED, Problem("", told, fix, METHODS), f"allow: {METHODS}\r\n")
            return
        told, fix = "This is not HTTP/1.1 as RFC 9112 has it.", "Use an HTTP client."
        self._refuse(MALFORMED_REQUEST, Problem("", told, fix, "HTTP/1.1"))

    def _refuse_head(self) -> None:
        if self.headers:
            told = "The headers are too many or too long."
            self._refuse(HEADERS_TOO_LARGE, Problem("", told, "Send fewer.", HEADERS_LIMIT))
            return
        told = "Path and query are too long."
        self._refuse(URI_TOO_LONG, Problem("", told, "Send long values in a body.", ADDRESS_LIMIT))

    def _refuse(self, kind: ProblemKind, problem: Problem, headers: str = "") -> None:
        id = str(uuid4())
        body = ProblemOut(
            type=kind.type,
            title=kind.title,
            status=kind.status,
            detail=f"{problem.detail} {problem.fix} The bound is {problem.limit}.",
            instance="/",
            correlation_id=id,
            errors=items_from([problem]),
        ).model_dump_json()
        head = (
            f"HTTP/1.1 {kind.status} \r\ncontent-type: {MEDIA_TYPE}\r\n{headers}"
            f"content-length: {len(body.encode())}\r\nx-correlation-id: {id}\r\n"
            "x-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
        )
        self._is_refused = True
        self.transport.write(f"{head}{body}".encode())
        if self.transport.can_write_eof():
            self.transport.write_eof()
        asyncio.get_running_loop().call_later(LINGER_SECONDS, self.transport.close)
