"""One life of a runtime, in a process of its own: it may be killed at any place where it waits."""

import asyncio
import contextlib
import json
import os
import socket
import sqlite3
import traceback
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import uvloop

from omnichannel.application.dtos.deliveries import DeliverySummary
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.bootstrap import Walk, open_walk
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.errors import InvalidRequest
from omnichannel.domain.events import DeliveriesDue, DeliveriesSettled, MessagesScheduled, SignInsExpired
from omnichannel.domain.rights import Principal, Right
from omnichannel.plugins.http.aio import AiohttpTransport
from omnichannel.settings import Settings
from omnichannel_local.logs import set_up_logs
from omnichannel_local.main import WORKSPACE
from omnichannel_local.plugin import omnichannel_register_runtime
from omnichannel_local.refresher import Refresher
from omnichannel_local.spreader import Spreader
from omnichannel_local.teller import Teller
from omnichannel_local.ticker import Ticker
from omnichannel_local.worker import Worker
from tests.reliability.deeds import answer
from tests.reliability.moments import MARKING
from tests.reliability.person import Deed, Person, scale_turns
from tests.reliability.stories import STORIES
from tests.reliability.story import Act, Asking, Story
from tests.reliability.watching import Moment, unwatched, watch

PRINCIPAL = Principal(WORKSPACE, "local", frozenset(Right))
ENDED = frozenset({"published", "delivered", "read", "failed", "missed", "cancelled", "skipped"})
LOOK_AGAIN_SECONDS = 0.5
ASLEEP = {
    ("omnichannel_local.ticker:Ticker._pause: await self._release.next_due()", "after"),
    ("omnichannel_local.spreader:Spreader._pause: await self._fan_outs.next_due()", "after"),
    ("omnichannel_local.refresher:Refresher._pause: await self._accounts.next_due()", "after"),
    ("omnichannel_local.teller:Teller._round: await self._webhooks.tell()", "after"),
}
"""What each does last before it sleeps."""


@dataclass(frozen=True, slots=True)
class Order:
    """
    What a life is told.

    Attributes:
        tag: stands in every text, and in no text of another run.
        answered: which requests got their answer in the life before.
        done: which deeds got theirs.
        undone: deeds that were begun in the life before and got no answer.
        steps: how many steps a person had gone in the life before.
        is_first: in the first life the story's acts take place, and it stops where the story says so.
        kill_at: where to wait for the kill.
        kill_after: what was passed before this moment is forgotten, and no kill waited for.
    """

    home: str
    story: str
    tag: str
    settings: dict[str, Any]
    facts: dict[str, str] = field(default_factory=dict)
    answered: list[int] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    undone: list[dict[str, Any]] = field(default_factory=list)
    steps: int = 0
    prepares: bool = False
    is_first: bool = False
    kill_at: list[str] | None = None
    kill_after: list[str] | None = None


class Telling:
    """The line to whoever ordered this life."""

    def __init__(self, connection: socket.socket) -> None:
        self._file = connection.makefile("rw")

    def read(self) -> Any:
        """Wait for a line. Without one nobody is interested any more."""
        line = self._file.readline()
        if not line:
            os._exit(1)
        return json.loads(line)

    def tell(self, **facts: Any) -> None:
        """Say something."""
        self._file.write(json.dumps(facts) + "\n")
        self._file.flush()


def live(connection: socket.socket) -> None:
    """Do what is ordered over *connection*, and tell of it."""
    line = Telling(connection)
    order = Order(**line.read())
    os.environ["XDG_CACHE_HOME"] = order.home
    line.tell(pid=os.getpid())
    set_up_logs("CRITICAL")
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_prepare(order, line) if order.prepares else Life(order, line).run())
    except BaseException:  # whatever it was, the test must show it
        line.tell(failed=traceback.format_exc())


async def _prepare(order: Order, line: Telling) -> None:
    async with _opened(order) as walk:
        facts = await STORIES[order.story].prepare(Asking(walk, PRINCIPAL), order.facts)
    line.tell(ended=[], facts=facts)  # its home is at rest: it may be copied


@asynccontextmanager
async def _opened(order: Order) -> AsyncIterator[Walk]:
    settings = Settings(home=Path(order.home), **order.settings)
    transport = AiohttpTransport(connections=20)
    async with open_walk(settings, omnichannel_register_runtime().pack, transport) as walk:
        yield walk


class Life:
    """A runtime as `omnichannel_local.main` puts it together, without its API server."""

    def __init__(self, order: Order, line: Telling) -> None:
        self._order, self._line = order, line
        self._story: Story = STORIES[order.story]
        self._has_marked = False
        self._settled, self._stops = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Run until everything has ended, or until the story stops it; then stop in order."""
        async with _opened(self._order) as self.walk:
            worker = Worker(self.walk.deliver, slots=self._order.settings["max_in_flight"])
            ticker, spreader = Ticker(self.walk.release, worker), Spreader(self.walk.fan_out)
            refresher, teller = Refresher(self.walk.refresh), Teller(self.walk.tell_webhooks)
            subscribe = self.walk.publisher.subscribe
            subscribe(DeliveriesDue, worker.start)
            subscribe(MessagesScheduled, ticker.wake)
            subscribe(MessagesScheduled, spreader.wake)
            subscribe(SignInsExpired, refresher.wake)
            subscribe(DeliveriesSettled, ticker.go_on)
            subscribe(MessagesScheduled, teller.wake)
            subscribe(DeliveriesSettled, teller.settled)
            for kind in (MessagesScheduled, DeliveriesDue, DeliveriesSettled):
                subscribe(kind, self.walk.tail.nudge)
            subscribe(DeliveriesSettled, self._hear)
            self._person = self._somebody()
            await self._begin()
            runners = (ticker, spreader, refresher, teller)
            running = [asyncio.create_task(one.run()) for one in runners]
            await self._begin_to_watch()
            await self._schedule()
            self._doing = asyncio.create_task(self._do())
            ended = await self._until_ended()
            feed = await self._feed()
            if not self._order.is_first:  # nobody looks at how it stops
                self._line.tell(ended=ended, feed=feed)
                os._exit(0)
            self.walk.tail.close()
            for one in runners:
                one.stop()
            await asyncio.gather(*running)
            await worker.drain(5)
        self._line.tell(ended=ended, feed=feed, passed=[list(moment) for moment in watch.passed])

    @property
    def tag(self) -> str:
        return self._order.tag

    @property
    def principal(self) -> Principal:
        return PRINCIPAL

    def stop(self) -> None:
        """Stop in order, whatever is under way."""
        self._stops.set()
        self._settled.set()

    async def sql(self, statement: str) -> None:
        """Change the store, as another process would."""
        await self.lock()
        self._locked.execute(statement)
        self._locked.commit()
        self._locked.close()

    async def lock(self) -> None:
        """Hold the store's write lock, as another process would."""
        self._locked = sqlite3.connect(self._file, isolation_level=None, timeout=0)
        while True:
            try:
                self._locked.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:  # somebody writes: it is their turn
                await asyncio.sleep(0.002)
            else:
                return

    def unlock(self) -> None:
        """Let others write again."""
        self._locked.rollback()
        self._locked.close()

    @property
    def _file(self) -> Path:
        return Path(self._order.home) / "omnichannel.db"

    async def _begin(self) -> None:
        if self._order.is_first and self._story.begins is not None:
            await self._story.begins(Asking(self.walk, PRINCIPAL), self._order.facts)

    def _somebody(self) -> Person:
        scale_turns(self.walk, lease=timedelta(seconds=self._order.settings["lease_seconds"]))
        order, done = self._order, set(self._order.done)
        return Person(
            self.walk, PRINCIPAL, tag=order.tag, facts=order.facts, answered=done, tell=self._line.tell
        )

    async def _begin_to_watch(self) -> None:
        """Watch from the moment on in which nothing happens and nothing was accepted yet."""
        if not self._order.is_first:
            return
        watch.is_on = True
        while not ASLEEP <= watch.passed.keys():  # noqa: ASYNC110 - what is watched has no event
            await asyncio.sleep(0.002)
        watch.passed.clear()
        watch.acts = {moment: partial(self._act, act) for moment, act in self._story.acts.items()}
        self._is_armed = self._order.kill_after is None
        watch.reached = self._wait_for_the_kill

    def _act(self, act: Act) -> Awaitable[None] | None:
        try:
            return act(self)
        except Exception:  # the engine must not get over what was never meant to happen
            self._line.tell(failed=traceback.format_exc())
            os._exit(1)

    def _wait_for_the_kill(self, moment: Moment) -> None:
        self._has_marked = self._has_marked or moment in MARKING
        if not self._is_armed and list(moment) == self._order.kill_after:
            watch.passed.clear()
            self._is_armed = True
        elif self._is_armed and list(moment) == self._order.kill_at:
            self._line.tell(reached=list(moment), has_marked=self._has_marked)
            self._line.read()  # only the kill ends it

    async def _hear(self, _: DeliveriesSettled) -> None:
        self._settled.set()
        await asyncio.sleep(0)  # others have their turn between two events

    async def _schedule(self) -> None:
        """Send all requests at the same time; who got no answer in an earlier life sends again."""
        requests = self._story.requests(self._order.facts, self._order.tag)
        missing = [number for number in range(len(requests)) if number not in self._order.answered]
        await asyncio.gather(*(self._send(number, requests[number]) for number in missing))

    async def _send(self, number: int, request: Any) -> None:
        key = IdempotencyKey(f"{self._order.tag} {number}", str(number))
        with contextlib.suppress(InvalidRequest):  # an answer, too
            await self._story.send(self._person, request, key)
        self._line.tell(answered=[number])

    async def _do(self) -> None:
        """Ask again for what got no answer in the life before; then go the steps that are left."""
        for one in self._order.undone:
            await self._person.do(Deed(**one))
        for step in self._story.then[self._order.steps :]:
            await step(self._person)
            self._line.tell(goes=1)
        self._settled.set()

    async def _until_ended(self) -> list[dict[str, Any]]:
        while not self._stops.is_set():
            self._settled.clear()
            await self._mend()
            with unwatched():
                deliveries = await self._deliveries()
            if deliveries is not None and not await self._helped(deliveries) and await self._is_told():
                return [told(one) for one in deliveries]
            try:
                async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                    await self._settled.wait()
            except TimeoutError:
                continue
        return []

    async def _deliveries(self) -> list[DeliverySummary] | None:
        """Give all deliveries once nothing happens by itself any more, and everything is done."""
        if not self._doing.done():
            return None
        await self._doing
        cases = self.walk.use_cases
        messages = await cases.list_messages.list(PRINCIPAL, limit=100, cursor=None)
        going_out = [one for one in messages.items if one.status != "cancelled"]
        fan_outs = [one.fan_out for one in going_out if one.fan_out is not None]
        if not all(one.done == one.total for one in fan_outs):
            return None
        page = await cases.list_deliveries.list(PRINCIPAL, DeliveryFilter(), limit=100, cursor=None)
        rests = ENDED | self._story.ends
        if any(one.asks_person for one in page.items):
            rests |= {"standby"}  # its turn comes when somebody has answered, or never
        at_rest = all(one.state in rests or one.asks_person for one in page.items)
        return page.items if at_rest else None

    async def _is_told(self) -> bool:
        """Whether the program has accepted everything that happened, by our own log."""
        if not self._story.is_heard:
            return True
        endpoint = UUID(self._order.facts["endpoint"])
        with unwatched():
            log = await self.walk.use_cases.read_webhook_log.log(PRINCIPAL, endpoint, limit=200, cursor=None)
        told = {json.loads(one.body)["data"]["cursor"] for one in log.items if one.state == "published"}
        return {one["cursor"] for one in await self._feed()} <= told

    async def _feed(self) -> list[dict[str, Any]]:
        """Give what happened since a program began to listen, as it must have heard of it."""
        if not self._story.is_heard:
            return []
        with unwatched():
            after = self._order.facts["heard_after"]
            page = await self.walk.use_cases.follow_changes.page(PRINCIPAL, after=after, limit=200)
        return [one.model_dump(mode="json") for one in page.items]

    async def _helped(self, deliveries: list[DeliverySummary]) -> bool:
        """Answer deliveries that ask what became of them; False where none asks."""
        asking = [one for one in deliveries if one.asks_person]
        if asking:
            slow = [str(one.id) for one in asking if await self._was_slow(one)]
            self._line.tell(asks=[told(one) for one in asking], slow=slow)
            for id, outcome in self._line.read().items():
                await answer(self._person, UUID(id), outcome)
        return bool(asking)

    async def _was_slow(self, delivery: DeliverySummary) -> bool:
        """Whether an attempt took most of its lease, as on a busy machine: then nobody knows, either."""
        long = timedelta(seconds=self._order.settings["lease_seconds"]) / 2
        with unwatched():
            shown = await self.walk.use_cases.resolve_delivery.get(PRINCIPAL, delivery.id)
        tried = [one for one in shown.tries if one.action == "publish"]
        return any(one.ended_at - one.started_at > long for one in tried)

    async def _mend(self) -> None:
        """Do what people would do who see that an account was paused, and that posts wait for it."""
        if self._story.mend is None:
            return
        waits = DeliveryFilter(states=frozenset({DeliveryState.WAITING, DeliveryState.UNKNOWN}))
        with unwatched():
            accounts = await self.walk.use_cases.get_accounts.list(PRINCIPAL, limit=1_000, cursor=None)
            page = await self.walk.use_cases.list_deliveries.list(PRINCIPAL, waits, limit=1, cursor=None)
        if page.items and any(one.state == "paused" for one in accounts.items):
            await self._story.mend(self._person)


def told(delivery: DeliverySummary) -> dict[str, Any]:
    """Give what the test wants to know of a delivery."""
    return delivery.model_dump(
        mode="json", include={"id", "state", "asks_person", "address", "reason", "channel", "external_id"}
    )
