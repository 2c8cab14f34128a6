"""A TCP proxy between the runtime and a platform: it reads whole requests, and harms those it is told to."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import cycle
from random import Random
from urllib.parse import urlsplit

FAILED = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 13\r\n\r\n<h1>Oops</h1>"
GARBAGE = b"this is no HTTP\r\n\r\n"


class Fault(StrEnum):
    """What can happen to one request; its value is how the table names it."""

    ANSWER_LOST = "answer lost after acceptance"
    CUT_BEFORE = "read, then closed before acceptance"
    ERROR_BEFORE = "500 before acceptance"
    ERROR_AFTER = "500 after acceptance"
    GARBAGE = "garbage instead of the answer"
    CUT_OFF = "half of the answer"
    LATE_ANSWER = "answer later than the lease"
    LATE_ARRIVAL = "accepted later than the lease"


@dataclass(frozen=True, slots=True)
class Heard:
    """
    One request as it came.

    Attributes:
        reused: whether its connection had carried another one before.
    """

    method: str
    path: str
    body: bytes
    reused: bool

    @property
    def publishes(self) -> bool:
        """Whether it may show a post to the world."""
        return self.method == "POST"

    @property
    def text(self) -> str:
        """The text of the post, "" where there is none."""
        return str(json.loads(self.body).get("message", "")) if self.body.startswith(b"{") else ""


@dataclass(frozen=True, slots=True)
class Met:
    """A request, and the fault that it met."""

    fault: Fault
    heard: Heard


Choose = Callable[[Heard], Fault | None]


@dataclass
class FaultyProxy:
    """
    Hands requests on and brings the answers back, unless *choose* names a fault.

    Attributes:
        platform: the port of the platform on this machine.
        choose: says which fault a request meets; None lets it pass.
        late_seconds: how late what is late comes.
        met: every fault that was met, in order.
    """

    platform: int
    choose: Choose = lambda _: None
    late_seconds: float = 3.0
    met: list[Met] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _open: dict[asyncio.StreamWriter, bool] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def listen(self) -> None:
        """Take connections, on the same port as before."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, backlog=2048)
        self.port = self._server.sockets[0].getsockname()[1]

    @property
    def is_listening(self) -> bool:
        """Whether connections are taken."""
        return self._server is not None

    async def refuse(self) -> None:
        """Refuse connections from now on, and close those on which nothing is under way."""
        assert self._server is not None, "nobody listens"
        self._server.close()
        self._server = None
        for writer, busy in self._open.items():
            if not busy:
                writer.close()
        await asyncio.sleep(0)

    async def close(self) -> None:
        """End everything."""
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        self._open[writer] = False
        upstream = _Upstream(self.platform)
        try:
            await self._serve(reader, writer, upstream)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            return  # either end hung up, or the proxy ends
        finally:
            self._tasks.discard(task)
            del self._open[writer]
            upstream.close()
            writer.close()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, upstream: "_Upstream"
    ) -> None:
        reused = False
        while True:
            head, body = await _message(reader)
            self._open[writer] = True
            method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
            heard = Heard(method, path, body, reused)
            fault = self.choose(heard)
            if fault is not None:
                self.met.append(Met(fault, heard))
            answer = await self._answer(head + body, fault, upstream)
            if answer is None:
                return
            writer.write(answer)
            await writer.drain()
            if fault in (Fault.GARBAGE, Fault.CUT_OFF):
                return
            self._open[writer], reused = False, True

    async def _answer(self, request: bytes, fault: Fault | None, upstream: "_Upstream") -> bytes | None:
        """Give what the client is answered; None hangs up on it."""
        if fault is Fault.CUT_BEFORE:
            return None
        if fault is Fault.ERROR_BEFORE:
            return FAILED
        if fault is Fault.LATE_ARRIVAL:
            await asyncio.sleep(self.late_seconds)
        answer = await upstream.asked(request)
        match fault:
            case Fault.ANSWER_LOST:
                return None
            case Fault.ERROR_AFTER:
                return FAILED
            case Fault.GARBAGE:
                return GARBAGE
            case Fault.CUT_OFF:
                return answer[: len(answer) - 5]
            case Fault.LATE_ANSWER:
                await asyncio.sleep(self.late_seconds)
        return answer


class _Upstream:
    """A connection to the platform, made when it is first needed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def asked(self, request: bytes) -> bytes:
        """Hand *request* on and give the platform's answer, whole."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request)
        await writer.drain()
        return b"".join(await _message(reader))

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Read a request or an answer: its head, and as much body as the head says."""
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return head, await reader.readexactly(int(line[15:]))
    return head, b""


@asynccontextmanager
async def proxied(platform_url: str, choose: Choose = lambda _: None) -> AsyncIterator[FaultyProxy]:
    """Run a proxy in front of *platform_url*."""
    port = urlsplit(platform_url).port
    assert port is not None
    proxy = FaultyProxy(port, choose)
    await proxy.listen()
    try:
        yield proxy
    finally:
        with contextlib.suppress(ConnectionError):
            await proxy.close()


def at_random(share: float, chance: Random) -> Choose:
    """
    Let *share* of the publishing requests each meet a fault, and a tenth of that of the others.

    The faults take turns, so that a storm in which enough requests meet one leaves none out.

    A search reads page after page: with thousands of posts, one in twenty would let no search succeed.
    """
    turns = {publishes: cycle(chance.sample(list(Fault), len(Fault))) for publishes in (True, False)}

    def choose(heard: Heard) -> Fault | None:
        met = chance.random() < (share if heard.publishes else share / 10)
        return next(turns[heard.publishes]) if met else None

    return choose


def once(fault: Fault, *, skip: int = 0) -> Choose:
    """Let the first publishing request after *skip* others meet *fault*, and all others pass."""
    left = iter([None] * skip + [fault])
    return lambda heard: next(left, None) if heard.publishes else None
