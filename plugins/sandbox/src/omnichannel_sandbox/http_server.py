"""The HTTP server, run in the loop of whoever opens it, without signal handlers and logs."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from omnichannel_sandbox.connection import OpenConnection

IDLE_SECONDS = 75
"""How long an unused connection is kept, long enough that clients close first."""


class HttpServer(uvicorn.Server):
    """
    Serve *application* on a bound socket until it is closed.

    Args:
        application: what answers.
    """

    def __init__(self, application: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                application,
                http=OpenConnection,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                timeout_keep_alive=IDLE_SECONDS,
                timeout_graceful_shutdown=1,
            )
        )
        self._serving: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process's signals to the process."""
        yield

    async def open(self, listening: socket.socket) -> None:
        """
        Start to serve and return once requests are answered.

        Raises:
            RuntimeError: the server ended while it was starting.
        """
        self._serving = asyncio.create_task(self.serve(sockets=[listening]))
        while not self.started:
            if self._serving.done():
                await self._serving
                raise RuntimeError("the HTTP server ended while it was starting")
            await asyncio.sleep(0.005)

    async def close(self) -> None:
        """Stop serving; requests that still run are cut after a second."""
        self.should_exit = True
        if self._serving is not None:
            await self._serving
