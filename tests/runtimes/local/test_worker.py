import asyncio
from collections.abc import Callable, Sequence
from typing import Any, cast
from uuid import UUID

import pytest

from omnichannel.application.services.deliver import DeliverService
from omnichannel.domain.claim import Claim
from omnichannel.domain.events import DeliveriesDue
from omnichannel_local import worker as local_worker
from omnichannel_local.worker import Worker
from tests.core.fakes.examples import claim


class Slow:
    """Knows and keeps outcomes when it is told to; remembers the claims that it was given."""

    def __init__(self) -> None:
        self.go, self.keep = asyncio.Event(), asyncio.Event()
        self.keep.set()
        self.given: list[Claim] = []

    async def deliver(
        self, claims: Sequence[Claim], *, answered: Callable[[], None], settled: Callable[[], None]
    ) -> None:
        """Wait, then be done with each."""
        self.given += claims
        await self.go.wait()
        for _ in claims:
            answered()
        await self.keep.wait()
        for _ in claims:
            settled()


def due(number: int, *, first: int = 0, fence: int = 1) -> DeliveriesDue:
    """Give claims of so many deliveries."""
    return DeliveriesDue(tuple(claim(id=UUID(int=first + n), fence=fence) for n in range(number)))


def working(slots: int, **fields: Any) -> tuple[Worker, Slow]:
    """Give a worker, and what deals with its claims, at once."""
    slow = Slow()
    slow.go.set()
    return Worker(cast(DeliverService, slow), slots=slots, **fields), slow


async def test_no_more_is_claimed_than_there_are_free_slots() -> None:
    """With all slots taken there is no room until one is free again."""
    slow = Slow()
    worker = Worker(cast(DeliverService, slow), slots=2)
    worker.take(2)
    await worker.start(due(2))

    asking = asyncio.create_task(worker.room())
    await asyncio.sleep(0.01)
    waited = not asking.done()
    slow.go.set()

    assert waited
    assert 2 == await asking


async def test_others_are_sent_while_outcomes_are_written() -> None:
    """A slot is free once the outcome is known, until as much waits for its outcome as there are slots."""
    slow = Slow()
    slow.go.set()
    slow.keep.clear()
    worker = Worker(cast(DeliverService, slow), slots=4)
    rooms = []

    for first in (0, 4):
        worker.take(4)
        await worker.start(due(4, first=first))
        await asyncio.sleep(0.01)
        rooms.append(worker.free())
    slow.keep.set()
    await worker.drain(5)

    assert [4, 0] == rooms
    assert 4 == await worker.room()


async def test_a_claim_waits_a_moment_for_more_slots() -> None:
    """With few slots free, those that become free at once are filled by one claim."""
    slow = Slow()
    worker = Worker(cast(DeliverService, slow), slots=40)
    await worker.start(due(38))
    asking = asyncio.create_task(worker.room())
    await asyncio.sleep(0)
    slow.go.set()

    assert 40 == await asking


async def test_a_single_free_slot_is_filled_soon() -> None:
    """Where nothing else ends, the next post does not wait for the ones that are slow."""
    worker = Worker(cast(DeliverService, Slow()), slots=40)
    await worker.start(due(39))

    assert 1 == await asyncio.wait_for(worker.room(), 5)


async def test_draining_waits_for_what_was_begun() -> None:
    """A worker that stops settles what it had begun."""
    slow = Slow()
    worker = Worker(cast(DeliverService, slow), slots=2)
    worker.take(1)
    await worker.start(due(1))
    draining: asyncio.Task[Any] = asyncio.create_task(worker.drain(5))

    await asyncio.sleep(0.01)
    waited = not draining.done()
    slow.go.set()
    await draining

    assert waited
    assert 2 == await worker.room()


async def test_claims_that_are_told_of_twice_are_begun_once() -> None:
    """A bus may repeat an event, and a post must not go out twice: neither at once nor later."""
    worker, slow = working(4)

    for _ in range(2):
        await worker.start(due(2))
    await worker.drain(1)
    await worker.start(due(2))

    assert 2 == len(slow.given)


async def test_a_delivery_that_was_claimed_anew_is_begun_again() -> None:
    """The next fence is another claim; an older one that comes late is not."""
    worker, slow = working(4)

    for fence in (1, 3, 2):
        await worker.start(due(1, fence=fence))
        await worker.drain(1)

    assert [1, 3] == [each.delivery.fence for each in slow.given]


async def test_no_more_deliveries_are_remembered_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a worker lives, what it remembers does not grow; the oldest is forgotten first."""
    monkeypatch.setattr(local_worker, "REMEMBERED", 3)
    worker, slow = working(10)

    for event in (due(4), due(3, first=1), due(1)):
        await worker.start(event)
        await worker.drain(1)

    assert [0, 1, 2, 3, 0] == [each.delivery.id.int for each in slow.given]


async def test_slots_of_a_lost_event_come_back() -> None:
    """Claims that were announced and never come hold their slots for a while only."""
    worker, _ = working(2, lost_after_seconds=0.05)
    worker.take(2)

    asking = asyncio.create_task(worker.room())
    await asyncio.sleep(0.01)
    waited = not asking.done()

    assert waited
    assert 2 == await asyncio.wait_for(asking, 5)


async def test_slots_of_an_event_that_came_are_not_given_back_early() -> None:
    """Work that lasts longer than an event may be awaited keeps its slots."""
    slow = Slow()
    worker = Worker(cast(DeliverService, slow), slots=3, lost_after_seconds=0.05)
    worker.take(2)
    await worker.start(due(2))

    await asyncio.sleep(0.1)

    assert 1 == await worker.room()
    slow.go.set()
    await worker.drain(1)
