"""
Server-sent events: an answer that goes on until its time is over, the caller leaves or the server stops.

https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from omnichannel.application.dtos.changes import ChangeOut
from omnichannel.application.ports.inbound.changes import Following

MEDIA_TYPE = "text/event-stream"
RETRY_MILLISECONDS = 1000
SIGN_OF_LIFE = b": still here\n\n"
LAST_WORD_SECONDS = 1.0
"""How long the end of the answer may take with a caller that reads no more."""


class EventStream(Response):
    """
    Sends what *following* gives.

    Nothing is begun before the context of *following* is open, so what that raises is still answered
    with a problem. The first block carries the cursor at which the stream begins: who loses the
    connection before the first event goes on from there.

    Args:
        after: that cursor.
        seconds: the answer ends then; whoever listens connects again.
    """

    media_type = MEDIA_TYPE

    def __init__(self, following: Following, *, after: str, seconds: float) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no"}, media_type=MEDIA_TYPE)
        del self.headers["content-length"]
        self._following, self._after, self._seconds = following, after, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events; raises what *following* raises."""
        async with self._following as batches:
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
            if scope["method"] != "HEAD":
                await self._stream(batches, receive, send)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORD_SECONDS):
                await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _stream(
        self, batches: AsyncIterator[Sequence[ChangeOut]], receive: Receive, send: Send
    ) -> None:
        writing = asyncio.create_task(self._write(batches, send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait((writing, leaving), timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            writing.cancel()
            leaving.cancel()
            await asyncio.wait((writing, leaving))
        if not writing.cancelled():
            writing.result()

    async def _write(self, batches: AsyncIterator[Sequence[ChangeOut]], send: Send) -> None:
        begin = f"retry: {RETRY_MILLISECONDS}\nid: {self._after}\n\n".encode()
        await _send(send, begin)
        async for batch in batches:
            await _send(send, b"".join(map(event_from, batch)) or SIGN_OF_LIFE)


def event_from(change: ChangeOut) -> bytes:
    """Write a change as an event; JSON holds no line breaks, so it is one line of data."""
    return f"id: {change.cursor}\nevent: {change.type}\ndata: {change.model_dump_json()}\n\n".encode()


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
