"""Toy buses, each with one broken rule, over one that is in order."""

import asyncio
from pathlib import Path
from typing import Any

from omnichannel.application.ports.outbound.event_publisher import EventT, Handler
from omnichannel.domain.events import Event
from omnichannel_inprocess.event_publisher import InProcessEventPublisher, open_event_publisher
from omnichannel_inprocess.settings import InProcessSettings


class Bus:
    """A bus that keeps the contract; subclasses break a rule."""

    capacity = 8

    def __init__(self) -> None:
        settings = InProcessSettings(capacity=self.capacity)
        self.inner: InProcessEventPublisher = open_event_publisher(settings, Path())
        self.count = 0

    async def announce(self, event: Event) -> None:
        """Hand *event* over."""
        await self.inner.announce(event)

    def subscribe(self, kind: type[EventT], handler: Handler[EventT]) -> None:
        """Call *handler* for each event of *kind*."""
        self.inner.subscribe(kind, handler)

    async def open(self) -> None:
        """Start handling."""
        await self.inner.open()

    async def close(self) -> None:
        """Take no more, handle what is queued, then stop."""
        await self.inner.close()


class Repeats(Bus):
    """Tells everything twice, as a bus may."""

    async def announce(self, event: Event) -> None:
        await super().announce(event)
        await super().announce(event)


class Loses(Bus):
    """Drops each seventh event."""

    async def announce(self, event: Event) -> None:
        self.count += 1
        if self.count % 7:
            await super().announce(event)


class Grows(Bus):
    """Takes everything, however many wait."""

    capacity = 1_000_000


class DropsWhenFull(Bus):
    """Does not wait for room, and says nothing."""

    async def announce(self, event: Event) -> None:
        self.inner._announce_at_once(event)


class StopsAfterAnException(Bus):
    """Handles nothing more once a handler has raised."""

    def subscribe(self, kind: type[EventT], handler: Handler[EventT]) -> None:
        async def handle(event: Any) -> None:
            if self.count == 0:
                try:
                    await handler(event)
                except Exception:
                    self.count = 1

        super().subscribe(kind, handle)


class StopsTheOthers(Bus):
    """Leaves out the handlers behind one that raises."""

    def __init__(self) -> None:
        super().__init__()
        self.handlers: dict[type[Any], list[Handler[Any]]] = {}

    def subscribe(self, kind: type[EventT], handler: Handler[EventT]) -> None:
        if kind not in self.handlers:
            super().subscribe(kind, self.handle)
        self.handlers.setdefault(kind, []).append(handler)

    async def handle(self, event: Any) -> None:
        """Call one handler after the other."""
        for handler in self.handlers[type(event)]:
            await handler(event)


class TellsEverybody(Bus):
    """Calls every handler for every event."""

    def subscribe(self, kind: type[EventT], handler: Handler[EventT]) -> None:
        for one in Event.__args__:
            self.inner.subscribe(one, handler)


class HandlesInline(Bus):
    """Makes the announcer wait for the handling."""

    def __init__(self) -> None:
        super().__init__()
        self.handlers: list[tuple[type[Any], Handler[Any]]] = []

    def subscribe(self, kind: type[EventT], handler: Handler[EventT]) -> None:
        self.handlers.append((kind, handler))

    async def announce(self, event: Event) -> None:
        for kind, handler in self.handlers:
            if isinstance(event, kind):
                await handler(event)


class DropsOnClose(Bus):
    """Ends at once, and what was queued with it."""

    async def close(self) -> None:
        for consumer in self.inner._consumers:
            consumer.cancel()
        await asyncio.gather(*self.inner._consumers, return_exceptions=True)
        self.inner._consumers = []


class GoesOnAfterClosing(Bus):
    """Handles what is announced though it was closed."""

    async def close(self) -> None:
        return


class HangsOnClose(Bus):
    """Leaves those waiting who wait for room."""

    capacity = 1

    async def close(self) -> None:
        await DropsOnClose.close(self)  # type: ignore[arg-type]


class ClosesOnce(Bus):
    """Fails where it is closed a second time."""

    async def close(self) -> None:
        self.count += 1
        if self.count > 1:
            raise RuntimeError("it is closed")
        await super().close()
