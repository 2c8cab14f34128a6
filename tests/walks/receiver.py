"""A program that is told what happens: an HTTP server that verifies signatures, and can misbehave."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

Answer = Callable[[int], str | None]
"""Gives the status line to answer the n-th request with (from 0); None closes without a word."""


@dataclass(frozen=True)
class Heard:
    """One request that was verified."""

    id: str
    event: dict[str, Any]

    @property
    def type(self) -> str:
        return str(self.event["type"])


@dataclass
class Receiver:
    """
    Hears events.

    Attributes:
        secret: of the endpoint; set once it is known.
        heard: everything that came with a good signature, in order, also what was not answered well.
        forged: how many requests came with a bad one.
        slow_seconds: how long it thinks before it answers.
        busy, most_busy: how many requests it thinks about now, and the most there were at once.
    """

    answer: Answer = lambda _: "200 OK"
    secret: str = ""
    heard: list[Heard] = field(default_factory=list)
    forged: int = 0
    port: int = 0
    slow_seconds: float = 0.0
    busy: int = 0
    most_busy: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def of(self, *types: str) -> list[Heard]:
        """Give what was heard of *types*."""
        return [one for one in self.heard if one.type in types]

    async def until(self, fits: Callable[["Receiver"], bool], *, seconds: float = 30) -> None:
        """Wait until *fits*."""
        async with asyncio.timeout(seconds):
            while not fits(self):  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.02)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                pairs = (line.split(":", 1) for line in head.strip().split("\r\n")[1:])
                headers = {name.lower(): value.strip() for name, value in pairs}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                status = self._status(headers, body)
                self.busy += 1
                self.most_busy = max(self.most_busy, self.busy)
                await asyncio.sleep(self.slow_seconds)
                self.busy -= 1
                if status is None:
                    return
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    def _status(self, headers: dict[str, str], body: bytes) -> str | None:
        try:
            Webhook(self.secret).verify(body, headers)
        except WebhookVerificationError:
            self.forged += 1
            return "400 Bad Request"
        number = len(self.heard)
        self.heard.append(Heard(headers["webhook-id"], json.loads(body)))
        return self.answer(number)


@asynccontextmanager
async def receiving(answer: Answer = lambda _: "200 OK") -> AsyncIterator[Receiver]:
    """Run a receiver."""
    receiver = Receiver(answer)
    listener = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = listener.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        listener.close()
