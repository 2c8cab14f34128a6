"""Rounds: look whether something is due, deal with it, look again; else sleep until it is, or until woken."""

import asyncio
import logging
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import ClassVar

LONGEST_SLEEP_SECONDS = 5.0
"""The store is asked at least so often: the clock may jump, and another process may add work."""
AFTER_FAULT_SECONDS = 1.0
_log = logging.getLogger("omnichannel.rounds")


class Rounds(ABC):
    """
    Goes its rounds until it is stopped. What was begun is finished.

    Attributes:
        fault: what is logged where a round fails; the next one comes all the same.
    """

    fault: ClassVar[str]

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        self._stopping = False

    async def wake(self, _: object = None) -> None:
        """Look at once whether there is something to do."""
        self._woken.set()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Go on until stopped."""
        while not self._stopping:
            self._woken.clear()
            try:
                if not await self._round() and not self._stopping:
                    await self._sleep(await self._pause())
            except Exception:  # whatever it is, what is due must go on being looked for
                _log.exception("%s; trying again.", self.fault)
                await asyncio.sleep(AFTER_FAULT_SECONDS)

    @abstractmethod
    async def _round(self) -> bool:
        """Deal with what is due; gives whether there may be more."""

    @abstractmethod
    async def _pause(self) -> float:
        """Say how many seconds to sleep, where nobody wakes it."""

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return


def seconds_until(next_due: datetime | None, *, now: datetime | None = None) -> float:
    """Say how long to sleep: until the next is due, never longer than 5 seconds."""
    if next_due is None:
        return LONGEST_SLEEP_SECONDS
    ahead = (next_due - (now or datetime.now(UTC))).total_seconds()
    return min(max(ahead, 0.0), LONGEST_SLEEP_SECONDS)
