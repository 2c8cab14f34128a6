"""
The contract of event publishers, shipped to plugin authors.

Subclass it in your tests, give it a publisher that is not opened yet, and run pytest
(`asyncio_mode = "auto"`). A bus that leaves the process may lose or repeat events; the contract asks
only what every one promises.
"""

import asyncio
from datetime import UTC, datetime
from typing import NoReturn

import pytest

from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.events import DeliveriesSettled, Event, MessagesScheduled
from omnichannel.domain.identifiers import new_id

PATIENCE_SECONDS = 20


def scheduled() -> MessagesScheduled:
    """Make a fact."""
    return MessagesScheduled((new_id(),), datetime(2031, 5, 6, tzinfo=UTC))


def settled() -> DeliveriesSettled:
    """Make a fact of another kind."""
    return DeliveriesSettled({new_id(): DeliveryState.PUBLISHED})


class Heard:
    """A handler that remembers what it heard."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._came = asyncio.Event()

    async def __call__(self, event: Event) -> None:
        """Remember *event*."""
        self.events.append(event)
        self._came.set()

    async def count(self, wanted: int) -> None:
        """Wait until *wanted* events were heard."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.events) < wanted:
                self._came.clear()
                await self._came.wait()


class EventPublisherContract:
    """What the core may rely on, whatever the bus."""

    @pytest.fixture
    def publisher(self) -> EventPublisher:
        """Give a publisher that is not opened yet; override it."""
        raise NotImplementedError("override the fixture `publisher` with one that is not opened yet")

    async def test_an_event_reaches_the_handlers_of_its_kind(self, publisher: EventPublisher) -> None:
        """Every handler of the kind hears it, and no other does."""
        first, second, other = Heard(), Heard(), Heard()
        event = scheduled()
        publisher.subscribe(MessagesScheduled, first)
        publisher.subscribe(MessagesScheduled, second)
        publisher.subscribe(DeliveriesSettled, other)
        await publisher.open()

        await publisher.announce(event)
        await first.count(1)
        await second.count(1)
        await publisher.close()

        assert ([event], [event], []) == (first.events, second.events, other.events)

    async def test_an_event_nobody_waits_for_is_no_error(self, publisher: EventPublisher) -> None:
        """Facts may be announced that concern nobody."""
        heard, event = Heard(), scheduled()
        publisher.subscribe(MessagesScheduled, heard)
        await publisher.open()

        await publisher.announce(settled())
        await publisher.announce(event)
        await heard.count(1)
        await publisher.close()

        assert [event] == heard.events

    async def test_a_failing_handler_loses_that_event_only(self, publisher: EventPublisher) -> None:
        """After a handler raised, later events are handled."""
        heard = Heard()

        async def fail(_: DeliveriesSettled) -> NoReturn:
            raise LookupError

        publisher.subscribe(DeliveriesSettled, fail)
        publisher.subscribe(MessagesScheduled, heard)
        await publisher.open()

        for event in (settled(), scheduled(), settled(), scheduled()):
            await publisher.announce(event)
        await heard.count(2)
        await publisher.close()

        assert 2 == len(heard.events)

    async def test_announcing_does_not_wait_for_the_handling(self, publisher: EventPublisher) -> None:
        """The announcer goes on while a handler still works."""
        go_on, heard = asyncio.Event(), Heard()

        async def work(event: MessagesScheduled) -> None:
            await go_on.wait()
            await heard(event)

        publisher.subscribe(MessagesScheduled, work)
        await publisher.open()

        await asyncio.wait_for(publisher.announce(scheduled()), PATIENCE_SECONDS)
        go_on.set()
        await heard.count(1)
        await publisher.close()

        assert 1 == len(heard.events)

    async def test_closing_handles_what_is_queued(self, publisher: EventPublisher) -> None:
        """What was announced before closing is handled before closing ends."""
        heard = Heard()

        async def work(event: MessagesScheduled) -> None:
            await asyncio.sleep(0.001)
            await heard(event)

        publisher.subscribe(MessagesScheduled, work)
        await publisher.open()
        for _ in range(20):
            await publisher.announce(scheduled())

        await publisher.close()

        assert 20 == len(heard.events)

    async def test_closing_twice_is_no_error(self, publisher: EventPublisher) -> None:
        """Closing what is closed changes nothing."""
        await publisher.open()

        await publisher.close()
        await publisher.close()
