"""A bus that keeps what was announced."""

from typing import Any

from omnichannel.application.ports.outbound.event_publisher import EventT, Handler
from omnichannel.domain.events import Event


class FakePublisher:
    """An `EventPublisher` without handlers."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def announce(self, event: Event) -> None:
        """Keep."""
        self.events.append(event)

    def subscribe(self, kind: type[EventT], handler: Handler[EventT]) -> None:
        """Nobody is told."""

    async def open(self) -> None:
        """Do nothing."""

    async def close(self) -> None:
        """Do nothing."""


class BrokenPublisher(FakePublisher):
    """A bus that is down."""

    async def announce(self, event: Any) -> None:
        """Fail."""
        raise ConnectionError("the bus is down")
