"""The ticker: releases what is due. One timer in all, whatever the number of messages."""

from omnichannel.application.services.release_due import ReleaseDueService
from omnichannel.domain.events import DeliveriesSettled
from omnichannel_local.rounds import Rounds, seconds_until
from omnichannel_local.worker import Worker

MOST_AT_ONCE = 500
CROWDED_SLEEP_SECONDS = 0.25
"""How soon is looked again where something due waits for others of its channel to end."""


class Ticker(Rounds):
    """Claims what is due, as much as the worker has room for; sleeps until the earliest `due_at` of all."""

    fault = "The store could not be asked for what is due"

    def __init__(self, release: ReleaseDueService, worker: Worker) -> None:
        super().__init__()
        self._release, self._worker = release, worker

    async def go_on(self, settled: DeliveriesSettled) -> None:
        """Look at once, where what was settled lets another go."""
        if settled.lets_next_go:
            await self.wake()

    def stop(self) -> None:
        """Claim nothing more."""
        super().stop()
        self._worker.stop()

    async def _round(self) -> bool:
        room = await self._worker.room()
        if self._stopping:
            return False
        released = await self._release.release(min(room, MOST_AT_ONCE))
        self._worker.take(released)
        return released > 0

    async def _pause(self) -> float:
        seconds = seconds_until(await self._release.next_due())
        return min(seconds, CROWDED_SLEEP_SECONDS) if self._release.holds_back() else seconds
