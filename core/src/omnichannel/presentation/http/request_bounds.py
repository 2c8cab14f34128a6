"""Bounds of everything that comes before the body: address and headers."""

from starlette.types import ASGIApp, Receive, Scope, Send

from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.problem_kinds import HEADERS_TOO_LARGE, MALFORMED_REQUEST, URI_TOO_LONG
from omnichannel.presentation.http.problems import HttpProblem

LONGEST_ADDRESS_BYTES = 8 * 1024
LARGEST_HEADERS_BYTES = 32 * 1024
MOST_HEADERS = 100
ADDRESS_LIMIT = f"{LONGEST_ADDRESS_BYTES // 1024} KiB"
HEADERS_LIMIT = "100 headers, 32 KiB together"


class RequestBounds:
    """Pure ASGI middleware that refuses what is too long before anybody looks at it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """
        Serve *scope*.

        Raises:
            HttpProblem: its address or its headers are over a bound, or its address holds NUL.
        """
        if scope["type"] == "http":
            _demand_address(scope)
            _demand_headers(scope)
        await self._app(scope, receive, send)


def _demand_address(scope: Scope) -> None:
    path, query = scope["path"], scope["query_string"]
    if len(path) + len(query) > LONGEST_ADDRESS_BYTES:
        problem = Problem("", "Path and query are too long.", "Send long values in a body.", ADDRESS_LIMIT)
        raise HttpProblem(URI_TOO_LONG, f"Path and query may have {ADDRESS_LIMIT} together.", problem)
    if "\x00" in path or b"%00" in query or b"\x00" in query:
        problem = Problem("", "The address holds the character NUL.", "Take it out.", "no NUL")
        raise HttpProblem(MALFORMED_REQUEST, "The address holds the character NUL (%00).", problem)


def _demand_headers(scope: Scope) -> None:
    headers = scope["headers"]
    if len(headers) > MOST_HEADERS or _size(headers) > LARGEST_HEADERS_BYTES:
        problem = Problem("", "The headers are too many or too long.", "Send fewer.", HEADERS_LIMIT)
        raise HttpProblem(HEADERS_TOO_LARGE, f"A request may have {HEADERS_LIMIT}.", problem)


def _size(headers: list[tuple[bytes, bytes]]) -> int:
    return sum(len(name) + len(value) for name, value in headers)
