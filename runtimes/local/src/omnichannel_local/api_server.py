"""uvicorn's server, as part of a process that has more to finish than requests."""

import contextlib
import signal
import socket
from collections.abc import Callable, Iterator

import uvicorn

STOPS = (signal.SIGINT, signal.SIGTERM)


class ApiServer(uvicorn.Server):
    """
    Calls *started* with the address once connections are accepted, and *stopping* before it waits for
    the answers that are still being given: those that go on for long must be told to end.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        started: Callable[[str], None],
        stopping: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(config)
        self._when_started, self._when_stopping = started, stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then tell."""
        await super().startup(sockets=sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._when_started(url_of(host, port))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell, then wait for what is under way."""
        self._when_stopping()
        await super().shutdown(sockets=sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """
        Stop serving at the first signal.

        uvicorn raises the signal again once it has stopped, which would end the process before the
        worker has settled what it had begun. Here only a second signal does that.
        """
        before = {number: signal.signal(number, self.handle_exit) for number in STOPS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def url_of(host: str, port: int) -> str:
    """Write the address of a server; an IPv6 host stands in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
