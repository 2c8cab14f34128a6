"""
A platform on this machine that costs next to nothing, so that a bench measures its clients.

    python -m tests.bench.loopback_platform READY_FILE [DELAY_MS]

Every POST is taken and answered as Facebook's feed edge answers. `GET /taken` tells how many bodies came
since the last time it was asked, and the SHA-256 of all of them, sorted.
"""

import asyncio
import hashlib
import json
import sys
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import uvloop


def told_of(bodies: Iterable[bytes]) -> dict[str, object]:
    """Say how many *bodies* there are, and the digest of all of them, whatever their order."""
    kept = sorted(bodies)
    return {"count": len(kept), "sha256": hashlib.sha256(b"\n".join(kept)).hexdigest()}


class Taken:
    """The bodies that came."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.number = 0

    def take(self, body: bytes) -> bytes:
        """Keep a body; gives the answer."""
        self.bodies.append(body)
        self.number += 1
        return b'{"id":"111_%d","permalink_url":"https://facebook.example/%d"}' % (self.number, self.number)

    def told(self) -> bytes:
        """Tell what came, and forget it."""
        bodies, self.bodies = self.bodies, []
        return json.dumps(told_of(bodies)).encode()


class Connection(asyncio.Protocol):
    """HTTP/1.1 as far as a bench needs it: requests with a length, connections that are kept."""

    def __init__(self, taken: Taken, delay_seconds: float) -> None:
        self._taken, self._delay = taken, delay_seconds
        self._heard, self._waiting = b"", deque[bytes]()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole."""
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            head = self._heard[:end].lower()
            place = head.find(b"content-length:")
            line = head.find(b"\r\n", place)
            length = int(head[place + 15 : line if line > 0 else None]) if place >= 0 else 0
            if len(self._heard) < end + 4 + length:
                return
            body, self._heard = self._heard[end + 4 : end + 4 + length], self._heard[end + 4 + length :]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        asks = head.startswith(b"get /taken")
        answer = self._taken.told() if asks else self._taken.take(body)
        self._waiting.append(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
            + answer
        )
        if self._delay and not asks:
            asyncio.get_running_loop().call_later(self._delay, self._write)
        else:
            self._write()

    def _write(self) -> None:
        assert self._transport is not None
        self._transport.write(self._waiting.popleft())


async def _serve(ready: Path, delay_seconds: float) -> None:
    taken = Taken()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(taken, delay_seconds), "127.0.0.1", 0, backlog=2048)
    port = server.sockets[0].getsockname()[1]
    ready.write_text(f"http://127.0.0.1:{port}")
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(Path(sys.argv[1]), float(sys.argv[2]) / 1000 if len(sys.argv) > 2 else 0.0))
