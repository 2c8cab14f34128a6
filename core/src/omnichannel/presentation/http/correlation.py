"""The correlation id: one word that stands in the request, in the answer and in every line of the log."""

import re
from contextvars import ContextVar
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Correlation-ID"
ACCEPTABLE = re.compile(r"[\x21-\x7e]{1,128}")

correlation_id: ContextVar[str] = ContextVar("correlation_id", default="-")
"""That of the request being served; "-" outside of one."""


class Correlation:
    """Pure ASGI middleware: takes the caller's id where it can be kept in a log, else makes one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve *scope* under its id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        id = correlation_id_from(Headers(scope=scope))
        header = (HEADER.lower().encode(), id.encode())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], header]}
            await send(message)

        token = correlation_id.set(id)
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            correlation_id.reset(token)


def correlation_id_from(headers: Headers) -> str:
    """Give the caller's id, or a new one where it is absent, too long or not visible ASCII."""
    given = headers.get(HEADER, "")
    return given if ACCEPTABLE.fullmatch(given) else str(uuid4())
