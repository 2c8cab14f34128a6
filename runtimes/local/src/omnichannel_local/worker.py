"""The worker: deals with claimed deliveries, at most so many at once."""

import asyncio
import contextlib
from collections.abc import Sequence

from omnichannel.application.services.deliver import DeliverService
from omnichannel.domain.claim import Claim
from omnichannel.domain.events import DeliveriesDue


class Worker:
    """
    Gives out slots and fills them.

    The ticker claims no more deliveries than there are free slots, so that a crash leaves at most
    *slots* deliveries that somebody must look for.
    """

    def __init__(self, deliver: DeliverService, *, slots: int) -> None:
        self._deliver, self._slots = deliver, slots
        self._taken = 0
        self._changed = asyncio.Event()
        self._stopping = False
        self._running: set[asyncio.Task[None]] = set()

    def take(self, slots: int) -> None:
        """Take slots for deliveries that were claimed."""
        self._taken += slots

    async def room(self) -> int:
        """Wait until a slot is free; gives how many are. None is, once the worker stops."""
        while self._taken >= self._slots and not self._stopping:
            self._changed.clear()
            await self._changed.wait()
        return 0 if self._stopping else self._slots - self._taken

    def stop(self) -> None:
        """Give out no more slots."""
        self._stopping = True
        self._changed.set()

    async def start(self, event: DeliveriesDue) -> None:
        """Begin to deal with claimed deliveries; their slots were taken when they were claimed."""
        task = asyncio.create_task(self._dealt_with(event.claims))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def drain(self, seconds: float) -> None:
        """
        Wait until everything that was claimed is settled, at most *seconds*; then drop what is left.

        What is dropped is looked at again when its lease has run out.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._taken > 0:
                    self._changed.clear()
                    await self._changed.wait()
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _dealt_with(self, claims: Sequence[Claim]) -> None:
        left = len(claims)

        def leave() -> None:
            nonlocal left
            left -= 1
            self._leave(1)

        try:
            await self._deliver.deliver(claims, done=leave)
        finally:
            self._leave(left)

    def _leave(self, slots: int) -> None:
        self._taken -= slots
        self._changed.set()
