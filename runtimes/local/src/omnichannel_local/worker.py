"""The worker: deals with claimed deliveries, at most so many at once."""

import asyncio

from omnichannel.application.services.deliver import DeliverService
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
        self._running: set[asyncio.Task[None]] = set()

    def take(self, slots: int) -> None:
        """Take slots for deliveries that were claimed."""
        self._taken += slots

    async def room(self) -> int:
        """Wait until a slot is free; gives how many are."""
        while self._taken >= self._slots:
            self._changed.clear()
            await self._changed.wait()
        return self._slots - self._taken

    async def start(self, event: DeliveriesDue) -> None:
        """Begin to deal with claimed deliveries; their slots were taken when they were claimed."""
        task = asyncio.create_task(self._deliver.deliver(event.claims, done=self._leave))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def drain(self, seconds: float) -> None:
        """Wait until everything that was begun is settled, at most *seconds*."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    def _leave(self) -> None:
        self._taken -= 1
        self._changed.set()
