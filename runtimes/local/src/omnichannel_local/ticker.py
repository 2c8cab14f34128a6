"""The ticker: releases what is due. One timer in all, whatever the number of messages."""

import asyncio
import logging
from datetime import UTC, datetime

from omnichannel.application.services.release_due import ReleaseDueService
from omnichannel.domain.events import DeliveriesSettled, MessagesScheduled
from omnichannel_local.worker import Worker

MOST_AT_ONCE = 500
LONGEST_SLEEP_SECONDS = 5.0
"""The store is asked at least so often: the clock may jump, and another process may add work."""
CROWDED_SLEEP_SECONDS = 0.25
"""How soon is looked again where something due waits for others of its channel to end."""
AFTER_FAULT_SECONDS = 1.0
_log = logging.getLogger("omnichannel.ticker")


class Ticker:
    """Sleeps until the earliest `due_at` of all, or until somebody wakes it; then claims what is due."""

    def __init__(self, release: ReleaseDueService, worker: Worker) -> None:
        self._release, self._worker = release, worker
        self._woken = asyncio.Event()
        self._stopping = False

    async def wake(self, _: MessagesScheduled | None = None) -> None:
        """Look at once whether something is due."""
        self._woken.set()

    async def go_on(self, settled: DeliveriesSettled) -> None:
        """Look at once, where what was settled lets another go."""
        if settled.lets_next_go:
            self._woken.set()

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping = True
        self._woken.set()
        self._worker.stop()

    async def run(self) -> None:
        """Release until stopped. A fault of the store is logged, and the next round comes."""
        while not self._stopping:
            try:
                await self._round()
            except Exception:  # whatever it is, posts that are due must go on being looked for
                _log.exception("The store could not be asked for what is due; trying again.")
                await asyncio.sleep(AFTER_FAULT_SECONDS)

    async def _round(self) -> None:
        self._woken.clear()
        room = await self._worker.room()
        if self._stopping:
            return
        released = await self._release.release(min(room, MOST_AT_ONCE))
        self._worker.take(released)
        if not released:
            await self._sleep()

    async def _sleep(self) -> None:
        seconds = sleep_seconds(await self._release.next_due(), now=datetime.now(UTC))
        if self._release.holds_back():
            seconds = min(seconds, CROWDED_SLEEP_SECONDS)
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return


def sleep_seconds(next_due: datetime | None, *, now: datetime) -> float:
    """Say how long to sleep: until the next is due, never longer than 5 seconds."""
    if next_due is None:
        return LONGEST_SLEEP_SECONDS
    return min(max((next_due - now).total_seconds(), 0.0), LONGEST_SLEEP_SECONDS)
