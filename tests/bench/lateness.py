"""How late a thousand deliveries of one instant are claimed, with a million others waiting."""

import asyncio
import contextlib
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.services.deliver import DeliverService
from omnichannel.application.services.release_due import ReleaseDueService
from omnichannel.domain.account import Account
from omnichannel.domain.claim import Claim
from omnichannel.domain.events import DeliveriesDue, MessagesScheduled
from omnichannel.domain.message import Message
from omnichannel.system_clock import SystemClock
from omnichannel.testing.repository_samples import a_delivery, a_message, an_account
from omnichannel_inprocess.event_publisher import InProcessEventPublisher
from omnichannel_inprocess.settings import InProcessSettings
from omnichannel_local.ticker import Ticker
from omnichannel_local.worker import Worker
from omnichannel_sqlalchemy.store import SqlAlchemyStore
from tests.bench.lines import print_line
from tests.bench.many_rows import opened, wait_for_later
from tests.core.fakes.fake_channels import FakeChannels

WAITING, AT_ONCE, INSTANTS = 1_000_000, 1_000, 12
LEASE, LATER = timedelta(minutes=5), timedelta(days=1)


class Idle:
    """Stands for the work on claims, which is not what is measured."""

    def __init__(self) -> None:
        self.dealt_with = 0

    async def deliver(
        self, claims: Sequence[Claim], *, answered: Callable[[], None], settled: Callable[[], None]
    ) -> None:
        """Be done at once."""
        for _ in claims:
            answered()
            settled()
            self.dealt_with += 1


class Station:
    """A store, its ticker, and what was claimed when."""

    def __init__(self, store: SqlAlchemyStore) -> None:
        self._store, self.bus = store, InProcessEventPublisher(InProcessSettings())
        channels: Channels = FakeChannels({})
        self.release = ReleaseDueService(store, channels, self.bus, SystemClock(), lease=LEASE)
        self._late: list[float] = []
        self._due_at, self._all = datetime.now(UTC), asyncio.Event()
        self.bus.subscribe(DeliveriesDue, self._claimed)

    async def _claimed(self, event: DeliveriesDue) -> None:
        late = (datetime.now(UTC) - self._due_at).total_seconds()
        self._late += [late] * len(event.claims)
        if len(self._late) >= AT_ONCE:
            self._all.set()

    async def lateness(self, message: Message, account: Account) -> list[float]:
        """Have a thousand due at one instant; gives how late each of them was claimed, in seconds."""
        self._late.clear()
        self._all.clear()
        self._due_at = datetime.now(UTC) + timedelta(seconds=1.5 + random.random())
        posts = [a_delivery(message, account, due_at=self._due_at) for _ in range(AT_ONCE)]
        async with self._store.unit_of_work() as work:
            await work.deliveries.add(posts)
            await work.commit()
        await self.bus.announce(MessagesScheduled((message.id,), self._due_at))
        await asyncio.wait_for(self._all.wait(), 30)
        return list(self._late)


async def bench() -> None:
    """Compare our ticker with a look each second."""
    with tempfile.TemporaryDirectory() as folder:
        store, account = await opened(Path(folder)), an_account()
        message = a_message(account)
        first = datetime.now(UTC) + LATER
        await wait_for_later(store, Path(folder), message, account, count=WAITING, first=first)
        station = Station(store)
        await station.bus.open()
        cpu = time.process_time()
        ours = await _measured(station, message, account, _ticking(station))
        cpu_us = (time.process_time() - cpu) / (INSTANTS * AT_ONCE) * 1e6
        polled = await _measured(station, message, account, _polling(station))
        await station.bus.close()
        await store.close()
    facts: dict[str, Any] = {"waiting": WAITING, "at_one_instant": AT_ONCE, "instants": INSTANTS}
    facts |= {"polling_ms": round(polled * 1000), "cpu_us": cpu_us}
    print_line("lateness_p99", ours * 1000, "ms", ceiling=50, **facts)
    print_line("lateness_p99_vs_polling", ours / polled, "ratio", ceiling=0.05, **facts)


async def _measured(
    station: Station, message: Message, account: Account, claiming: Coroutine[Any, Any, None]
) -> float:
    task = asyncio.create_task(claiming)
    late = [one for _ in range(INSTANTS) for one in await station.lateness(message, account)]
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return statistics.quantiles(late, n=100)[-1]


async def _ticking(station: Station) -> None:
    """
    Claim as the local runtime does, until this is cancelled.

    Raises:
        RuntimeError: the worker did not deal with everything that was claimed.
    """
    idle = Idle()
    worker = Worker(cast(DeliverService, idle), slots=2 * AT_ONCE)
    station.bus.subscribe(DeliveriesDue, worker.start)
    ticker = Ticker(station.release, worker)
    station.bus.subscribe(MessagesScheduled, ticker.wake)
    try:
        await ticker.run()
    finally:
        await worker.drain(10)
        if idle.dealt_with != INSTANTS * AT_ONCE:
            raise RuntimeError(f"of {INSTANTS * AT_ONCE} claims, the worker dealt with {idle.dealt_with}")


async def _polling(station: Station) -> None:
    while True:
        while await station.release.release(500):
            pass
        await asyncio.sleep(1)
