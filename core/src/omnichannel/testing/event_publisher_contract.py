"""
The contract of event publishers, shipped to plugin authors.

Subclass it in your tests, give it a publisher that is not opened yet, and run pytest
(`asyncio_mode = "auto"`). Each event is handled at least once: a bus that leaves the process may repeat it,
so that the contract asks which events were heard, not how often. Order is promised by lanes, never by a
bus, and nobody asks for it here. How much may wait is up to you: say it with `most_waiting`.
"""

import asyncio
from datetime import UTC, datetime
from typing import NoReturn
from uuid import UUID

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

    @property
    def ids(self) -> set[UUID]:
        """Give the messages of which it heard, each once."""
        return {
            id for event in self.events if isinstance(event, MessagesScheduled) for id in event.message_ids
        }

    async def hear(self, *wanted: UUID) -> None:
        """Wait until each of *wanted* was heard of."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self.ids >= set(wanted):
                self._came.clear()
                await self._came.wait()

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

    @pytest.fixture
    def most_waiting(self) -> int:
        """Say how many events the bus takes, at most, that nobody has handled yet; override it."""
        return 1_000

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

        assert ([event], [event]) == (first.events[:1], second.events[:1])
        assert [] == other.events

    async def test_an_event_nobody_waits_for_is_no_error(self, publisher: EventPublisher) -> None:
        """Facts may be announced that concern nobody."""
        heard, event = Heard(), scheduled()
        publisher.subscribe(MessagesScheduled, heard)
        await publisher.open()

        await publisher.announce(settled())
        await publisher.announce(event)
        await heard.count(1)
        await publisher.close()

        assert {event.message_ids[0]} == heard.ids

    async def test_a_failing_handler_loses_that_event_only(self, publisher: EventPublisher) -> None:
        """After a handler raised, later events are handled."""
        heard = Heard()

        async def fail(_: DeliveriesSettled) -> NoReturn:
            raise LookupError

        publisher.subscribe(DeliveriesSettled, fail)
        publisher.subscribe(MessagesScheduled, heard)
        await publisher.open()

        events = [scheduled(), scheduled()]
        for event in (settled(), events[0], settled(), events[1]):
            await publisher.announce(event)
        await heard.hear(*_ids(events))
        await publisher.close()

        assert _ids(events) == heard.ids

    async def test_a_failing_handler_stops_no_other(self, publisher: EventPublisher) -> None:
        """Who listens beside a handler that raises hears every event, whoever subscribed first."""
        before, after = Heard(), Heard()

        async def fail(_: MessagesScheduled) -> NoReturn:
            raise LookupError

        for handler in (before, fail, after):
            publisher.subscribe(MessagesScheduled, handler)
        await publisher.open()
        events = [scheduled() for _ in range(5)]

        for event in events:
            await publisher.announce(event)
        await before.hear(*_ids(events))
        await after.hear(*_ids(events))
        await publisher.close()

        assert _ids(events) == before.ids == after.ids

    async def test_what_was_announced_is_handled(self, publisher: EventPublisher) -> None:
        """Announced by many at once, faster than it is handled, each event is heard at least once."""
        heard = Heard()

        async def work(event: MessagesScheduled) -> None:
            await asyncio.sleep(0)
            await heard(event)

        publisher.subscribe(MessagesScheduled, work)
        await publisher.open()
        events = [scheduled() for _ in range(200)]

        async def announce(share: list[MessagesScheduled]) -> None:
            for event in share:
                await publisher.announce(event)

        await asyncio.wait_for(
            asyncio.gather(*(announce(events[start::8]) for start in range(8))), PATIENCE_SECONDS
        )
        await heard.hear(*_ids(events))
        await publisher.close()

        assert _ids(events) == heard.ids

    async def test_what_waits_is_bounded(self, publisher: EventPublisher, most_waiting: int) -> None:
        """With too many events waiting the announcer waits, too; and nothing that was taken is lost."""
        go_on, heard = asyncio.Event(), Heard()

        async def work(event: MessagesScheduled) -> None:
            await go_on.wait()
            await heard(event)

        publisher.subscribe(MessagesScheduled, work)
        await publisher.open()
        events = [scheduled() for _ in range(most_waiting + 100)]
        taken: list[UUID] = []

        async def announce_all() -> None:
            for event in events:
                await publisher.announce(event)
                taken.extend(event.message_ids)

        announcing = asyncio.ensure_future(announce_all())
        await _until_still(taken)
        was_taken = len(taken)
        go_on.set()
        await asyncio.wait_for(announcing, PATIENCE_SECONDS)
        await heard.hear(*_ids(events))
        await publisher.close()

        assert was_taken <= most_waiting
        assert _ids(events) == heard.ids

    async def test_announcing_does_not_wait_for_the_handling(self, publisher: EventPublisher) -> None:
        """The announcer goes on while a handler still works."""
        go_on, heard = asyncio.Event(), Heard()

        async def work(event: MessagesScheduled) -> None:
            await go_on.wait()
            await heard(event)

        publisher.subscribe(MessagesScheduled, work)
        await publisher.open()

        await asyncio.wait_for(publisher.announce(scheduled()), PATIENCE_SECONDS)
        before = list(heard.events)
        go_on.set()
        await heard.count(1)
        await publisher.close()

        assert [] == before

    async def test_closing_handles_what_is_queued(self, publisher: EventPublisher) -> None:
        """What was announced before closing is handled before closing ends."""
        heard = Heard()

        async def work(event: MessagesScheduled) -> None:
            await asyncio.sleep(0.001)
            await heard(event)

        publisher.subscribe(MessagesScheduled, work)
        await publisher.open()
        events = [scheduled() for _ in range(20)]
        for event in events:
            await publisher.announce(event)

        await asyncio.wait_for(publisher.close(), PATIENCE_SECONDS)

        assert _ids(events) == heard.ids

    async def test_a_closed_bus_is_silent(self, publisher: EventPublisher) -> None:
        """Once closing has ended no handler is called, and announcing neither fails nor hangs."""
        heard = Heard()
        publisher.subscribe(MessagesScheduled, heard)
        await publisher.open()
        await publisher.close()

        await asyncio.wait_for(publisher.announce(scheduled()), PATIENCE_SECONDS)
        await asyncio.sleep(0.05)

        assert [] == heard.events

    async def test_nobody_waits_for_a_bus_that_closes(self, publisher: EventPublisher) -> None:
        """Whoever is waiting for room while the bus closes goes on, told or not."""
        publisher.subscribe(MessagesScheduled, Heard())
        await publisher.open()
        announcers = [asyncio.ensure_future(publisher.announce(scheduled())) for _ in range(50)]

        await asyncio.wait_for(publisher.close(), PATIENCE_SECONDS)

        done = await asyncio.wait_for(asyncio.gather(*announcers, return_exceptions=True), PATIENCE_SECONDS)
        assert 50 == len(done)

    async def test_closing_twice_is_no_error(self, publisher: EventPublisher) -> None:
        """Closing what is closed changes nothing."""
        await publisher.open()

        await publisher.close()
        await publisher.close()


def _ids(events: list[MessagesScheduled]) -> set[UUID]:
    return {id for event in events for id in event.message_ids}


async def _until_still(taken: list[UUID]) -> None:
    """Wait until no more are taken."""
    before = -1
    async with asyncio.timeout(PATIENCE_SECONDS):
        while before < len(taken):
            before = len(taken)
            await asyncio.sleep(0.1)
