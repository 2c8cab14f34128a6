"""Serve the names of this machine only: a web page whose name was rebound to 127.0.0.1 gets nothing."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.problem_kinds import HOST_NOT_ALLOWED
from omnichannel.presentation.http.problems import HttpProblem

LIMIT = "localhost, 127.0.0.1, [::1]"
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


class LoopbackOnly:
    """Pure ASGI middleware that refuses every `Host` but those of the loopback interface."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """
        Serve *scope*.

        Raises:
            HttpProblem: the host is none of this machine's names, missing, or there twice.
        """
        if scope["type"] == "http":
            hosts = Headers(scope=scope).getlist("host")
            if len(hosts) != 1 or name_of(hosts[0]) not in LOOPBACK_NAMES:
                problem = Problem("Host", "It names another machine.", f"Use one of {LIMIT}.", LIMIT)
                raise HttpProblem(HOST_NOT_ALLOWED, f"This server answers to {LIMIT} only.", problem)
        await self._app(scope, receive, send)


def name_of(host: str) -> str:
    """Give *host* without its port, in lower case."""
    name, separator, port = host.rpartition(":")
    return (name if separator and port.isdigit() else host).lower()
