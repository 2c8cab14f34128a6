"""A local HTTP server that does exactly what a test tells it, down to closing without a word."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Respond = Callable[[int], bytes | None]


def http_response(body: bytes = b"{}", *, status: str = "200 OK", headers: tuple[str, ...] = ()) -> bytes:
    """Give the bytes of a response."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass(frozen=True)
class Heard:
    """One request as it arrived; header names in lower case."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class RawServer:
    """
    Reads requests whole.

    Attributes:
        respond: gives the bytes to answer the n-th request with (from 0); None closes without a word.
        keeps: whether connections stay open after an answer.
        heard: all requests, in order.
        connections: how many were made.
    """

    respond: Respond
    keeps: bool = True
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    open: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/posts"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.connections += 1
        self.open.add(writer)
        try:
            while True:
                self.heard.append(await _request(reader))
                answer = self.respond(len(self.heard) - 1)
                if answer is None:
                    return
                writer.write(answer)
                await writer.drain()
                if not self.keeps:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            self.open.discard(writer)
            writer.close()


async def _request(reader: asyncio.StreamReader) -> Heard:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *rest = head.strip().split("\r\n")
    pairs = (one.split(":", 1) for one in rest)
    headers = {name.lower(): value.strip() for name, value in pairs}
    return Heard(line, headers, await reader.readexactly(int(headers.get("content-length", 0))))


@asynccontextmanager
async def serving(respond: Respond, *, keeps: bool = True) -> AsyncIterator[RawServer]:
    """Run a server."""
    served = RawServer(respond, keeps)
    listener = await asyncio.start_server(served.serve, "127.0.0.1", 0)
    served.port = listener.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        listener.close()
        for writer in served.open:  # from Python 3.12 on, closing a listener waits for its connections
            writer.close()
        await listener.wait_closed()
