import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import pytest

from omnichannel.application.dtos.messages import MessageOut
from omnichannel.application.observing import Observers
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.application.ports.outbound.channel_gateway import Complaint, Post
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.application.services.purge_expired import PurgeExpiredService
from omnichannel.application.services.schedule_message import ScheduleMessageService
from omnichannel.domain.errors import IdempotencyMismatch, InvalidRequest
from omnichannel.domain.events import MessagesScheduled
from tests.core.application.services.house import STRANGER, House, furnished, mailed
from tests.core.fakes.examples import NOW, PRINCIPAL, at
from tests.core.fakes.fake_channels import channel, channels
from tests.core.fakes.fake_gateways import PlainGateway
from tests.core.fakes.fake_publisher import BrokenPublisher
from tests.core.fakes.fixed_clock import FixedClock

KEY = IdempotencyKey("order-1", "hash")
BERLIN = {"when": "at", "local": "2027-03-02T09:00:00", "zone": "Europe/Berlin"}


async def nothing() -> None:
    """Do nothing."""


class WatchedStore:
    """A store that says whether a writer is open; *between* runs after each snapshot is let go of."""

    def __init__(self, store: Store, between: Callable[[], Awaitable[object]] = nothing) -> None:
        self._store, self._between = store, between
        self.writing, self.writers = False, 0

    def service(self, house: House, gateway: Any = None) -> ScheduleMessageService:
        """Give a service over it, as another process would have one."""
        opened = channels(channel(gateway))
        return ScheduleMessageService(cast(Store, self), opened, house.bus, house.clock, Observers())

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[UnitOfWork]:
        """Read."""
        async with self._store.reading() as work:
            yield work
        await self._between()

    def unit_of_work(self, workspace_id: UUID | None = None) -> AbstractAsyncContextManager[UnitOfWork]:
        """Write."""
        return self._watched()

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[UnitOfWork]:
        self.writers += 1
        async with self._store.unit_of_work() as work:
            self.writing = True
            yield work
        self.writing = False


class WatchingGateway(PlainGateway):
    """Notes whether a writer was open whenever it was asked."""

    def __init__(self, store: WatchedStore) -> None:
        self.store, self.asked = store, list[bool]()

    def complaints(self, post: Post[Any]) -> list[Complaint]:
        """Note, then complain as ever."""
        self.asked.append(self.store.writing)
        return super().complaints(post)


async def messages(house: House) -> list[MessageOut]:
    return (await house.lists.list(PRINCIPAL, limit=100, cursor=None)).items


async def test_a_message_is_stored_with_a_delivery_for_each_address(house: House) -> None:
    """One account and two addresses make three deliveries, due at once."""
    targets = [{"account_id": house.feed}, mailed(house.mail, "a@example.org", "b@example.org")]

    answer = await house.schedule(targets=targets)

    stored = await house.gets.get(PRINCIPAL, answer.id)
    assert [(None, NOW), ("a@example.org", NOW), ("b@example.org", NOW)] == [
        (one.address, one.next_look_at) for one in stored.deliveries
    ]
    assert ("scheduled", {"scheduled": 3}) == (answer.status, answer.counts)


async def test_a_message_for_later_is_due_at_its_time(house: House) -> None:
    """Nine in Berlin is what the store waits for."""
    answer = await house.schedule(publish=BERLIN)

    (delivery,) = (await house.gets.get(PRINCIPAL, answer.id)).deliveries
    assert "2027-03-02T08:00:00+00:00" == (delivery.next_look_at and delivery.next_look_at.isoformat())


async def test_a_draft_is_held(house: House) -> None:
    """A draft's deliveries wait for nothing but its author."""
    answer = await house.schedule(publish={"when": "draft"})

    (delivery,) = (await house.gets.get(PRINCIPAL, answer.id)).deliveries
    assert ("draft", "held", None) == (answer.status, delivery.state, delivery.next_look_at)


async def test_fifty_equal_requests_make_one_message(house: House) -> None:
    """However often a request with a key comes, all get the same letters and one message is made."""
    new = house.written()

    answers = await asyncio.gather(*(house.schedules.schedule(PRINCIPAL, new, key=KEY) for _ in range(50)))

    assert 1 == len({answer.body for answer in answers})
    assert 1 == sum(not answer.replayed for answer in answers)
    assert 1 == len(await messages(house))


async def test_equal_requests_to_two_processes_make_one_message(house: House) -> None:
    """Two processes that share a store agree on one message."""
    twin = ScheduleMessageService(house.store, channels(channel()), house.bus, house.clock, Observers())
    new = house.written()

    answers = await asyncio.gather(
        *(service.schedule(PRINCIPAL, new, key=KEY) for service in (house.schedules, twin) for _ in range(10))
    )

    assert 1 == len({answer.body for answer in answers})
    assert 1 == len(await messages(house))


async def test_a_repetition_gets_the_first_answer(house: House) -> None:
    """What became of the message meanwhile does not change the answer to its request."""
    new = house.written()
    first = await house.schedules.schedule(PRINCIPAL, new, key=KEY)
    await house.cancels.cancel(PRINCIPAL, MessageOut.model_validate_json(first.body).id)

    again = await house.schedules.schedule(PRINCIPAL, new, key=KEY)

    assert (first.body, True) == (again.body, again.replayed)


@pytest.mark.parametrize("together", [True, False])
async def test_a_key_belongs_to_one_request(house: House, together: bool) -> None:
    """Another request with the same key is refused, even when both come at once."""
    other = IdempotencyKey("order-1", "another hash")
    first = house.schedules.schedule(PRINCIPAL, house.written("first"), key=KEY)
    if not together:
        await first
    second = house.schedules.schedule(PRINCIPAL, house.written("second"), key=other)

    answers = await asyncio.gather(*([first] if together else []), second, return_exceptions=True)

    assert IdempotencyMismatch is type(answers[-1])
    assert ["first"] == [one.content.text for one in await messages(house)]


async def test_a_refused_request_does_not_use_its_key_up(house: House) -> None:
    """After a mistake was mended, the same key is taken."""
    with pytest.raises(InvalidRequest):
        await house.schedules.schedule(PRINCIPAL, house.written("bad"), key=KEY)

    mended = IdempotencyKey("order-1", "hash of what is better")
    assert not (await house.schedules.schedule(PRINCIPAL, house.written(), key=mended)).replayed


async def test_after_a_day_a_key_may_stand_for_another_message(house: House, store: Store) -> None:
    """Answers are dropped after 24 hours; then the key makes a new message, with an id of its own."""
    first = await house.schedule(key="order-1")
    before = await PurgeExpiredService(store, FixedClock(NOW + timedelta(hours=23))).purge()
    after = await PurgeExpiredService(store, FixedClock(NOW + timedelta(hours=25))).purge()

    second = await house.schedule("another text", key="order-1")

    assert (0, 1) == (before, after)
    assert first.id != second.id


async def test_bad_and_good_messages_share_a_commit(house: House) -> None:
    """Each caller hears of their own message, and the good ones are stored."""
    texts = ["good 1", "bad", "good 2"]

    answers = await asyncio.gather(*(house.schedule(text) for text in texts), return_exceptions=True)

    assert [MessageOut, InvalidRequest, MessageOut] == [type(answer) for answer in answers]
    assert {"good 1", "good 2"} == {one.content.text for one in await messages(house)}


async def test_the_ticker_is_told_after_the_commit(house: House) -> None:
    """Whoever waits hears when the first of the new deliveries is due."""
    answer = await house.schedule()

    assert MessagesScheduled((answer.id,), NOW) == house.bus.events[-1]


async def test_a_bus_that_is_down_makes_no_second_message(store: Store) -> None:
    """What is committed is answered, once, though nobody could be told."""
    house = await furnished(store, BrokenPublisher())

    await house.schedule()

    assert 1 == len(await messages(house))


async def test_the_deed_is_written_down(house: House) -> None:
    """The audit log says who scheduled or drafted what, in the same commit."""
    scheduled, drafted = await house.schedule(), await house.schedule(publish={"when": "draft"})

    deeds = [*await house.deeds(scheduled.id), *await house.deeds(drafted.id)]
    assert [("message.scheduled", "local"), ("message.drafted", "local")] == [
        (deed.action, deed.actor) for deed in deeds
    ]


async def test_accounts_of_another_workspace_are_unknown(house: House) -> None:
    """A stranger cannot publish in our name."""
    with pytest.raises(InvalidRequest, match="There is no account"):
        await house.schedules.schedule(STRANGER, house.written())


async def test_a_message_of_a_moment_ago_is_due_now(house: House) -> None:
    """No delivery is due before it was stored."""
    late = {"when": "at", "local": (NOW - timedelta(seconds=30)).replace(tzinfo=None), "zone": "UTC"}

    answer = await house.schedule(publish=late)

    (delivery,) = (await house.gets.get(PRINCIPAL, answer.id)).deliveries
    assert NOW == delivery.next_look_at
    assert at(-30) == (answer.schedule and answer.schedule.instant)


async def test_no_plugin_is_asked_while_the_store_is_being_written(house: House) -> None:
    """Messages are inspected over a snapshot, so the worker never waits for a plugin to count letters."""
    watched = WatchedStore(house.store)
    gateway = WatchingGateway(watched)
    service = watched.service(house, gateway)

    await asyncio.gather(*(service.schedule(PRINCIPAL, house.written(f"Bread {n}")) for n in range(20)))

    assert [False] * 20 == gateway.asked
    assert 20 == len(await messages(house))


async def test_what_adds_nothing_does_not_ask_for_the_writer(house: House) -> None:
    """Refused messages and repetitions are answered from a snapshot alone."""
    watched = WatchedStore(house.store)
    service = watched.service(house)
    await house.schedules.schedule(PRINCIPAL, house.written(), key=KEY)

    again = await service.schedule(PRINCIPAL, house.written(), key=KEY)
    with pytest.raises(InvalidRequest):
        await service.schedule(PRINCIPAL, house.written("bad"))

    assert (True, 0) == (again.replayed, watched.writers)


async def test_a_key_that_was_used_since_the_snapshot_is_answered(house: House) -> None:
    """Another process that used the key meanwhile keeps it: its answer is given, its message stays alone."""
    first = []

    async def other_process() -> None:
        first.append(await house.schedules.schedule(PRINCIPAL, house.written(), key=KEY))

    service = WatchedStore(house.store, other_process).service(house)

    second = await service.schedule(PRINCIPAL, house.written(), key=KEY)

    assert (first[0].body, True) == (second.body, second.replayed)
    assert 1 == len(await messages(house))


async def test_a_key_that_was_used_for_something_else_since_the_snapshot_is_refused(house: House) -> None:
    """Two requests that race for one key never both get it."""
    other = IdempotencyKey("order-1", "another hash")
    service = WatchedStore(
        house.store, lambda: house.schedules.schedule(PRINCIPAL, house.written("first"), key=other)
    ).service(house)

    with pytest.raises(IdempotencyMismatch):
        await service.schedule(PRINCIPAL, house.written("second"), key=KEY)

    assert ["first"] == [one.content.text for one in await messages(house)]
