"""Our whole path: from rows that are due to rows that are settled."""

import asyncio
import gc
import tempfile
from pathlib import Path

from omnichannel.application.dtos.accounts import AccountIn
from omnichannel.application.dtos.messages import MessageIn
from omnichannel.bootstrap import Walk, open_walk
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.events import DeliveriesDue, DeliveriesSettled, MessagesScheduled
from omnichannel.domain.rights import Principal, Right
from omnichannel.plugins.http.transport import Transport
from omnichannel.settings import Settings
from omnichannel_local.main import WORKSPACE
from omnichannel_local.plugin import omnichannel_register_runtime
from omnichannel_local.ticker import Ticker
from omnichannel_local.worker import Worker
from tests.bench.rounds import Speed, timed
from tests.bench.senders import PAGES, page, text

PRINCIPAL = Principal(WORKSPACE, "bench", frozenset(Right))
AT_ONCE = 500


class Settled:
    """Counts what has come to its end."""

    def __init__(self, posts: int) -> None:
        self.states: dict[DeliveryState, int] = {}
        self._posts, self.all = posts, asyncio.Event()

    async def hear(self, event: DeliveriesSettled) -> None:
        """Count."""
        for state in event.states.values():
            self.states[state] = self.states.get(state, 0) + 1
        if sum(self.states.values()) >= self._posts:
            self.all.set()


async def walked(base: str, posts: int, most: int, transport: Transport) -> Speed:
    """
    Store *posts*, then time the walk of all of them: claimed, published, settled; synchronous=FULL.

    Raises:
        RuntimeError: a row does not say that it is published.
    """
    with tempfile.TemporaryDirectory() as folder:
        plugins = {"facebook": {"graph_url": base}}
        settings = Settings(home=Path(folder), max_in_flight=most, plugins=plugins)
        async with open_walk(settings, omnichannel_register_runtime().pack, transport) as walk:
            await _scheduled(walk, posts)
            gc.collect()
            gc.freeze()
            settled = Settled(posts)
            walk.publisher.subscribe(DeliveriesSettled, settled.hear)
            speed = await timed(posts, _walk(walk, settled, most))
    if settled.states != {DeliveryState.PUBLISHED: posts}:
        raise RuntimeError(f"of {posts} posts, {settled.states} were settled")
    return speed


async def _walk(walk: Walk, settled: Settled, most: int) -> None:
    worker = Worker(walk.deliver, slots=most)
    ticker = Ticker(walk.release, worker)
    walk.publisher.subscribe(DeliveriesDue, worker.start)
    walk.publisher.subscribe(MessagesScheduled, ticker.wake)
    ticking = asyncio.create_task(ticker.run())
    await settled.all.wait()
    ticker.stop()
    await ticking
    await worker.drain(10)


async def _scheduled(walk: Walk, posts: int) -> None:
    accounts = [
        str((await walk.use_cases.connect_account.connect(PRINCIPAL, _page(n))).id) for n in range(PAGES)
    ]
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
