"""The worker: deals with claimed deliveries, at most so many at once."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Sequence
from uuid import UUID

from omnichannel.application.services.deliver import DeliverService
from omnichannel.domain.claim import Claim
from omnichannel.domain.events import DeliveriesDue

LOST_AFTER_SECONDS = 10.0
"""How long a slot is kept for claims that were announced and do not come: the bus may have lost them."""
ENOUGH, GATHERING_SECONDS = 0.75, 0.02
"""Less than that part of all slots is too few to claim for, so long: each claim costs the store a commit."""
REMEMBERED = 10_000
"""How many deliveries are remembered, so that claims which the bus tells of twice are begun once."""


class Worker:
    """
    Gives out slots and fills them.

    A slot is free again as soon as an outcome is known, so that others are sent while it is written. What
    is claimed and not settled is at most twice as much as there are slots: so much does a crash leave for
    somebody to look for. The bus may lose an event or bring it twice: what does not come gives its slots
    back, and what came before is left alone.
    """

    def __init__(
        self, deliver: DeliverService, *, slots: int, lost_after_seconds: float = LOST_AFTER_SECONDS
    ) -> None:
        self._deliver, self._slots = deliver, slots
        self._lost_after, self._awaited = lost_after_seconds, deque[tuple[float, int]]()
        self._begun: dict[UUID, int] = {}
        self._busy = self._unsettled = 0
        self._changed = asyncio.Event()
        self._stopping = False
        self._running: set[asyncio.Task[None]] = set()

    def take(self, slots: int) -> None:
        """Take slots for deliveries that were claimed and announced."""
        if slots:
            self._awaited.append((time.monotonic() + self._lost_after, slots))

    def free(self) -> int:
        """Say how many slots are free."""
        free = min(self._slots - self._busy, 2 * self._slots - self._unsettled)
        return free - self._announced()

    async def room(self) -> int:
        """
        Wait until a slot is free, and a moment for more of them; gives how many are.

        None is, once the worker stops.
        """
        waits_until: float | None = None
        while not self._stopping and self.free() < ENOUGH * self._slots:
            if self.free() > 0:
                waits_until = waits_until or time.monotonic() + GATHERING_SECONDS
                if time.monotonic() >= waits_until:
                    break
            await self._change(waits_until)
        return 0 if self._stopping else self.free()

    def stop(self) -> None:
        """Give out no more slots."""
        self._stopping = True
        self._changed.set()

    async def start(self, event: DeliveriesDue) -> None:
        """Begin to deal with claimed deliveries; their slots were taken when they were claimed."""
        claims = [claim for claim in event.claims if self._is_new(claim)]
        if not claims:
            return
        self._came(len(claims))
        self._busy += len(claims)
        self._unsettled += len(claims)
        task = asyncio.create_task(self._dealt_with(claims))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def drain(self, seconds: float) -> None:
        """
        Wait until everything that was claimed is settled, at most *seconds*; then drop what is left.

        What is dropped is looked at again when its lease has run out.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._unsettled + self._announced() > 0:
                    await self._change()
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _is_new(self, claim: Claim) -> bool:
        """Whether this claim did not come before: a second start of the same one would be a second post."""
        id, fence = claim.delivery.id, claim.delivery.fence
        if self._begun.get(id, -1) >= fence:
            return False
        self._begun.pop(id, None)
        self._begun[id] = fence
        if len(self._begun) > REMEMBERED:
            del self._begun[next(iter(self._begun))]
        return True

    def _came(self, slots: int) -> None:
        """Keep slots no longer for what has come, the longest awaited first."""
        while slots and self._awaited:
            lost_at, awaited = self._awaited.popleft()
            if awaited > slots:
                self._awaited.appendleft((lost_at, awaited - slots))
            slots -= min(slots, awaited)

    def _announced(self) -> int:
        """Say how many claims are on their way over the bus."""
        now = time.monotonic()
        while self._awaited and self._awaited[0][0] <= now:
            self._awaited.popleft()
        return sum(slots for _, slots in self._awaited)

    async def _change(self, until: float | None = None) -> None:
        """Wait until a slot may have become free; not longer than *until*."""
        self._changed.clear()
        ends = [at for at in (until, self._awaited[0][0] if self._awaited else None) if at is not None]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(ends) - time.monotonic() if ends else None):
                await self._changed.wait()

    async def _dealt_with(self, claims: Sequence[Claim]) -> None:
        unanswered = unsettled = len(claims)

        def answered() -> None:
            nonlocal unanswered
            unanswered -= 1
            self._leave(busy=1)

        def settled() -> None:
            nonlocal unsettled
            unsettled -= 1
            self._leave(unsettled=1)

        try:
            await self._deliver.deliver(claims, answered=answered, settled=settled)
        finally:
            self._leave(busy=unanswered, unsettled=unsettled)

    def _leave(self, *, busy: int = 0, unsettled: int = 0) -> None:
        self._busy -= busy
        self._unsettled -= unsettled
        self._changed.set()
