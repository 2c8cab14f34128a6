"""An event bus that loses and repeats what it is told, as far as `EventPublisher` allows it to."""

import asyncio
from pathlib import Path
from random import Random

from omnichannel.application.ports.outbound.event_publisher import EventPublisher, EventT, Handler
from omnichannel.domain.events import Event
from omnichannel_inprocess.event_publisher import InProcessEventPublisher
from omnichannel_inprocess.settings import InProcessSettings

LOSES, REPEATS = 0.2, 0.2
REPEATED_AFTER_SECONDS = 1.5
"""Later than what the event told of takes, and within a lease."""


class ShakyEventPublisher:
    """Loses a fifth of the events, and brings a fifth of the others twice."""

    def __init__(self, bus: EventPublisher, chance: Random) -> None:
        self._bus, self._chance = bus, chance
        self.lost, self.repeated = 0, 0
        self._late: set[asyncio.Task[None]] = set()

    async def announce(self, event: Event) -> None:
        """Hand *event* over, or do not, or do it twice."""
        if self._chance.random() < LOSES:
            self.lost += 1
            return
        await self._bus.announce(event)
        if self._chance.random() < REPEATS:
            self.repeated += 1
            task = asyncio.create_task(self._again(event, self._chance.choice((0, REPEATED_AFTER_SECONDS))))
            self._late.add(task)
            task.add_done_callback(self._late.discard)

    async def _again(self, event: Event, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._bus.announce(event)

    def subscribe(self, kind: type[EventT], handler: Handler[EventT]) -> None:
        """Call *handler* for each event of *kind*."""
        self._bus.subscribe(kind, handler)

    async def open(self) -> None:
        """Start handling."""
        await self._bus.open()

    async def close(self) -> None:
        """Stop; what would be repeated later is not."""
        for task in list(self._late):
            task.cancel()
        await self._bus.close()


def open_shaky(settings: InProcessSettings, home: Path) -> ShakyEventPublisher:
    """Make the bus, as a plugin does."""
    return ShakyEventPublisher(InProcessEventPublisher(settings), Random(7))
