"""One connection of asyncio, read and written by whoever waits for it."""

import asyncio
from typing import Any

LARGEST_UNREAD_BYTES = 256 * 1024
"""How much may lie here unread before the platform is made to wait."""


class Wire(asyncio.Protocol):
    """What came in and was not read yet, and who waits for more."""

    def __init__(self) -> None:
        self.unread = bytearray()
        self.transport: Any = None
        self.ended = False
        self._waiter: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is written to."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Keep what came."""
        self.unread += data
        if len(self.unread) > LARGEST_UNREAD_BYTES:
            self.transport.pause_reading()
        _wake(self._waiter)

    def eof_received(self) -> None:
        """Nothing more will come."""
        self.ended = True
        _wake(self._waiter)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - httpcore asks only whether
        """Nothing goes in or out any more."""
        self.ended = True
        _wake(self._waiter)
        _wake(self._writable)

    def pause_writing(self) -> None:
        """Let writers wait."""
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        """Let writers go on."""
        _wake(self._writable)
        self._writable = None

    async def read(self, most: int, *, seconds: float | None) -> bytes:
        """
        Give at most so many bytes as soon as there are some; none at the end.

        Raises:
            TimeoutError: nothing came in time.
        """
        if not self.unread and not self.ended:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(seconds):
                    await self._waiter
            finally:
                self._waiter = None
        data = bytes(self.unread[:most])
        del self.unread[:most]
        if not self.ended and len(self.unread) <= LARGEST_UNREAD_BYTES:
            self.transport.resume_reading()
        return data

    async def drained(self, *, seconds: float | None) -> None:
        """
        Wait until there is room to write.

        Raises:
            TimeoutError: there was none in time.
        """
        if self._writable is not None:
            async with asyncio.timeout(seconds):
                await self._writable


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)
