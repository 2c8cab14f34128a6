"""uvicorn's HTTP protocol, with bounds on what comes before a request is known, and problems as answers."""

import json
from uuid import uuid4

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from omnichannel.presentation.http.problem_kinds import HEADERS_TOO_LARGE, MALFORMED_REQUEST, ProblemKind
from omnichannel.presentation.http.request_bounds import HEADERS_LIMIT

LARGEST_HEAD_BYTES = 64 * 1024
"""A head that has as much and does not end is not read on. Shorter ones are the application's to judge."""


class BoundedHttp(HttpToolsProtocol):
    """Closes a connection whose request cannot be read, and says why as RFC 9457 has it."""

    _reads_head, _head_bytes = True, 0

    def data_received(self, data: bytes) -> None:
        """Read on, unless the head has grown too large without an end."""
        if self._reads_head and self._head_bytes > LARGEST_HEAD_BYTES:
            self._refuse(HEADERS_TOO_LARGE, f"A request may have {HEADERS_LIMIT}.")
            return
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
        """Answer with a problem, and hang up."""
        self._refuse(MALFORMED_REQUEST, "This is not HTTP/1.1 as RFC 9112 has it.")

    def _refuse(self, kind: ProblemKind, detail: str) -> None:
        id = str(uuid4())
        told = {"type": kind.type, "title": kind.title, "status": kind.status, "detail": detail}
        body = json.dumps({**told, "instance": "/", "correlation_id": id, "errors": []}).encode()
        head = (
            f"HTTP/1.1 {kind.status} \r\ncontent-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\nx-correlation-id: {id}\r\n"
            "x-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
