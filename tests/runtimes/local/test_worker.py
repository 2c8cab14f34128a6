import asyncio
from collections.abc import Callable, Sequence
from typing import Any, cast

from omnichannel.application.services.deliver import DeliverService
from omnichannel.domain.claim import Claim
from omnichannel.domain.events import DeliveriesDue
from omnichannel_local.worker import Worker


class Slow:
    """Deals with claims when it is told to."""

    def __init__(self) -> None:
        self.go = asyncio.Event()

    async def deliver(self, claims: Sequence[Claim], *, done: Callable[[], None]) -> None:
        """Wait, then be done with each."""
        await self.go.wait()
        for _ in claims:
            done()


def due(number: int) -> DeliveriesDue:
    """Give so many claims; nobody looks into them."""
    return DeliveriesDue(tuple(cast(Claim, object()) for _ in range(number)))


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
