import asyncio
import logging
from typing import Any

import pytest

from omnichannel.application.changes_tail import ChangesTail
from omnichannel.application.ports.outbound.change_repository import FeedBounds
from tests.core.fakes.fake_store import FakeStore, FakeUnitOfWork


class CountingStore(FakeStore):
    """A store whose feed ends at *last*; counts how often it was asked, and fails *fails* times."""

    def __init__(self) -> None:
        super().__init__()
        self.looks, self.last, self.fails = 0, 0, 0

    def reading(self, workspace_id: Any = None) -> Any:
        """Begin."""
        work = FakeUnitOfWork(self.deliveries)
        work.changes = self  # type: ignore[attr-defined]
        return work

    async def bounds(self) -> FeedBounds:
        """Say how far the feed reaches."""
        self.looks += 1
        if self.fails:
            self.fails -= 1
            raise OSError("the disk is full")
        return FeedBounds(0, self.last)


async def test_nobody_listens_and_nobody_looks() -> None:
    """The store is asked while somebody listens, and soon no more once the last one has left."""
    store = CountingStore()
    tail = ChangesTail(store.port, every_seconds=0.01)

    await asyncio.sleep(0.05)
    before = store.looks
    with tail.listening(), tail.listening():
        await asyncio.sleep(0.1)
    during = store.looks
    await asyncio.sleep(0.1)

    assert 0 == before
    assert during > 1
    assert store.looks <= during + 1


async def test_one_look_serves_everybody() -> None:
    """However many listen, the store is asked as often as for one, and all are woken."""
    store = CountingStore()
    tail = ChangesTail(store.port, every_seconds=0.02)

    with tail.listening() as one, tail.listening() as other:
        assert all(await asyncio.gather(one.news(5), other.news(5)))
        store.last, looks = 7, store.looks
        assert all(await asyncio.gather(one.news(5), other.news(5)))
        assert not await one.news(0.1)

    assert store.looks - looks < 10


async def test_a_nudge_is_heard_before_the_next_look() -> None:
    """What this process committed itself is found at once, not at the next look."""
    store = CountingStore()
    tail = ChangesTail(store.port, every_seconds=60)

    with tail.listening() as listener:
        await listener.news(5)
        store.last = 1
        await tail.nudge()

        assert await listener.news(5)


async def test_a_store_that_fails_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    """A fault is logged, and whoever listens hears of what came once it is over."""
    store = CountingStore()
    store.fails = 1
    tail = ChangesTail(store.port, every_seconds=0.01)

    with caplog.at_level(logging.ERROR, "omnichannel.changes"), tail.listening() as listener:
        assert await listener.news(5)

    assert "could not be looked at" in caplog.text
