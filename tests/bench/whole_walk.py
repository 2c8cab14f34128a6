"""Our whole path: from rows that are due to rows that are settled."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from omnichannel.application.dtos.accounts import AccountIn
from omnichannel.application.dtos.messages import MessageIn
from omnichannel.bootstrap import Walk, open_walk
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.events import DeliveriesDue, DeliveriesSettled
from omnichannel.domain.rights import Principal, Right
from omnichannel.plugins.http.transport import Transport
from omnichannel.settings import Settings
from omnichannel_local.garbage import collect_seldom
from omnichannel_local.main import WORKSPACE
from omnichannel_local.plugin import omnichannel_register_runtime
from omnichannel_local.ticker import Ticker
from omnichannel_local.worker import Worker
from tests.bench.rounds import Speed, timed
from tests.bench.senders import PAGES, WARM, forgotten, page, text
from tests.bench.synchronous import synchronous_told

PRINCIPAL = Principal(WORKSPACE, "bench", frozenset(Right))
AT_ONCE = 500


class Walker:
    """Walks what is due, and counts what has come to its end."""

    def __init__(self, walk: Walk, in_flight: int) -> None:
        self._walk, self._in_flight = walk, in_flight
        self._worker = Worker(walk.deliver, slots=in_flight)
        self._states: Counter[DeliveryState] = Counter()
        self._awaited, self._all = 0, asyncio.Event()
        walk.publisher.subscribe(DeliveriesDue, self._start)
        walk.publisher.subscribe(DeliveriesSettled, self._count)

    async def settled(self, posts: int) -> None:
        """
        Walk until *posts* are settled.

        Raises:
            RuntimeError: one of them is not published.
        """
        self._worker, self._awaited = Worker(self._walk.deliver, slots=self._in_flight), posts
        self._states.clear()
        self._all.clear()
        ticker = Ticker(self._walk.release, self._worker)
        ticking = asyncio.create_task(ticker.run())
        await self._all.wait()
        ticker.stop()
        await ticking
        await self._worker.drain(10)
        if self._states != {DeliveryState.PUBLISHED: posts}:
            raise RuntimeError(f"of {posts} posts, {self._states} were settled")

    async def _start(self, event: DeliveriesDue) -> None:
        await self._worker.start(event)

    async def _count(self, event: DeliveriesSettled) -> None:
        self._states.update(event.states.values())
        if self._states.total() >= self._awaited:
            self._all.set()


async def walked(base: str, posts: int, most: int, transport: Transport) -> Speed:
    """Store *posts*, then time the walk of all of them: claimed, published, settled."""
    with tempfile.TemporaryDirectory() as folder:
        plugins = {"facebook": {"graph_url": base}}
        settings = Settings(home=Path(folder), max_in_flight=most, plugins=plugins)
        async with open_walk(settings, omnichannel_register_runtime().pack, transport) as walk:
            walker, accounts = Walker(walk, most), await connected(walk)
            with synchronous_told() as synchronous:
                await scheduled(walk, accounts, WARM)
            await walker.settled(WARM)
            await forgotten(base)
            await scheduled(walk, accounts, posts)
            collect_seldom()
            speed = await timed(posts, walker.settled(posts))
            return replace(speed, synchronous=frozenset(synchronous))


async def connected(walk: Walk) -> list[str]:
    connect = walk.use_cases.connect_account.connect
    return [str((await connect(PRINCIPAL, _page(number))).id) for number in range(PAGES)]


async def scheduled(walk: Walk, accounts: Sequence[str], posts: int) -> None:
    for start in range(0, posts, AT_ONCE):
        numbers = range(start, min(posts, start + AT_ONCE))
        await asyncio.gather(*(_schedule(walk, accounts[number % PAGES], number) for number in numbers))


def _page(number: int) -> AccountIn:
    credentials = {"access_token": f"sandbox-page-{page(number)}"}
    return AccountIn(channel="facebook", name="Page", external_id=page(number), credentials=credentials)


async def _schedule(walk: Walk, account: str, number: int) -> None:
    body = {
        "content": {"text": text(number)},
        "targets": [{"account_id": account}],
        "publish": {"when": "now"},
    }
    await walk.use_cases.schedule_message.schedule(PRINCIPAL, MessageIn.model_validate(body))
