import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from omnichannel.application.changes_tail import ChangesTail
from omnichannel.application.dtos.changes import ChangeOut
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.follow_changes import FollowChangesService
from omnichannel.application.services.purge_changes import PurgeChangesService
from omnichannel.domain.errors import ChangesGone, InvalidRequest, TooManyListeners
from omnichannel.domain.outcome import Published
from tests.core.application.services.house import STRANGER, House
from tests.core.fakes.examples import PRINCIPAL


async def next_change(batches: AsyncIterator[Sequence[ChangeOut]]) -> ChangeOut:
    """Wait for the next batch that is no sign of life; gives its first change."""
    async with asyncio.timeout(5):
        while not (batch := await anext(batches)):
            pass
    return batch[0]


async def forget_all(house: House) -> None:
    """Let ten days pass, and sweep."""
    house.clock.advance(10 * 86_400)
    await house.connects.connect(PRINCIPAL, house.new_account("late"))
    await PurgeChangesService(house.store, house.clock, kept=house.week).purge()


async def test_a_whole_life_can_be_followed(house: House) -> None:
    """Page by page comes what happened, oldest first, and the last page leads on to what comes later."""
    start = await house.follows.last(PRINCIPAL)
    message = await house.schedule()
    await house.settle(Published("42"))

    first = await house.follows.page(PRINCIPAL, after=start, limit=2)
    second = await house.follows.page(PRINCIPAL, after=first.next, limit=2)
    empty = await house.follows.page(PRINCIPAL, after=second.next, limit=2)

    told = [(change.type, change.state) for change in first.items + second.items]
    assert [
        ("message.created", "scheduled"),
        ("delivery.updated", "publishing"),
        ("delivery.updated", "published"),
    ] == told
    assert {message.id} == {change.message_id for change in first.items + second.items}
    assert (True, False, False) == (first.has_more, second.has_more, empty.has_more)
    assert second.next == empty.next == empty.last == first.last


async def test_without_a_cursor_it_begins_at_the_oldest(house: House) -> None:
    """Everything that is kept comes, and a stranger sees nothing of it."""
    mine = await house.follows.page(PRINCIPAL, after=None, limit=10)
    theirs = await house.follows.page(STRANGER, after=None, limit=10)

    assert ["account.created"] * 2 == [change.type for change in mine.items]
    assert ([], "0", "0", False) == (theirs.items, theirs.next, theirs.last, theirs.has_more)


@pytest.mark.parametrize("cursor", ["3", "999999999999999999999", "-1", "+1", "01", "\u0661", "", "x", " 1"])
async def test_a_cursor_that_was_never_given_is_refused(house: House, cursor: str) -> None:
    """A place that does not exist yet, or no place at all, is told with the way to begin."""
    with pytest.raises(InvalidRequest) as caught:
        await house.follows.page(PRINCIPAL, after=cursor, limit=10)

    told = (
        "/after: This is not a cursor of this feed. "
        "Pass `next` of the last page. If there is none, read everything anew and pass 2."
    )
    assert told == str(caught.value)


async def test_what_is_gone_is_told_with_where_to_go_on(house: House) -> None:
    """Going on where something was dropped is refused; the end of what was dropped is a place to go on."""
    await forget_all(house)

    page = await house.follows.page(PRINCIPAL, after=None, limit=10)
    on = await house.follows.page(PRINCIPAL, after="2", limit=10)
    with pytest.raises(ChangesGone) as caught:
        await house.follows.page(PRINCIPAL, after="1", limit=10)

    assert ["3"] == [change.cursor for change in page.items]
    assert page == on
    told = (
        "Not all changes after the cursor 1 are kept any more. Read everything anew, then go on with after=3."
    )
    assert told == str(caught.value)


async def test_whoever_follows_hears_at_once(house: House) -> None:
    """What was there comes first, then what happens, each once; meanwhile there are signs of life."""
    async with house.follows.follow(PRINCIPAL, after="1") as batches:
        there = await next_change(batches)
        async with asyncio.timeout(5):
            quiet = await anext(batches)
        message = await house.schedule()
        fresh = await next_change(batches)

    assert ("2", "account.created") == (there.cursor, there.type)
    assert () == tuple(quiet)
    assert ("3", "message.created", message.id) == (fresh.cursor, fresh.type, fresh.message_id)


async def test_many_changes_come_in_batches_without_a_gap(house: House) -> None:
    """Who comes back after a long time gets everything, in order, though it is more than one batch."""
    await asyncio.gather(*(house.schedule(str(number)) for number in range(450)))
    heard: list[str] = []

    async with house.follows.follow(PRINCIPAL, after="0") as batches, asyncio.timeout(10):
        while len(heard) < 452:
            heard += [change.cursor for change in await anext(batches)]

    assert [str(number) for number in range(1, 453)] == heard


async def test_others_happenings_are_no_sign_of_life(house: House) -> None:
    """Woken in vain again and again, a listener still gives its sign of life in time, and no earlier."""
    started, is_told = asyncio.get_running_loop().time(), asyncio.Event()

    async def be_busy() -> None:
        while not is_told.is_set():
            await house.schedule()

    async with house.follows.follow(STRANGER, after="0") as batches:
        busy = asyncio.create_task(be_busy())
        async with asyncio.timeout(5):
            batch = await anext(batches)
        waited = asyncio.get_running_loop().time() - started
        is_told.set()
        await busy

    assert () == tuple(batch)
    assert waited >= 0.05


async def test_a_gone_cursor_is_told_before_the_stream_begins(house: House) -> None:
    """Entering the context raises, and the place is free again."""
    await forget_all(house)
    follows = FollowChangesService(house.store, ChangesTail(house.store, most=1))

    for _ in range(2):
        with pytest.raises(ChangesGone):
            async with follows.follow(PRINCIPAL, after="1"):
                pass


async def test_places_are_counted_and_given_back(store: Store) -> None:
    """One more than there are places is refused in words; when somebody leaves, the next comes in."""
    follows = FollowChangesService(store, ChangesTail(store, most=1))

    async with follows.follow(PRINCIPAL, after="0"):
        with pytest.raises(TooManyListeners) as caught:
            async with follows.follow(STRANGER, after="0"):
                pass
    async with follows.follow(STRANGER, after="0"):
        pass

    told = (
        "1 streams of changes are open, and no more are served at once. "
        "Close one, or ask GET /v1/changes from time to time."
    )
    assert told == str(caught.value)


async def test_a_closing_server_lets_everybody_go(house: House) -> None:
    """Who waits when the server stops is let go, and who comes then is not kept."""
    async with house.follows.follow(PRINCIPAL, after="2") as batches, asyncio.timeout(5):
        await anext(batches)
        house.tail.close()
        assert [] == [batch async for batch in batches if batch]

    async with house.follows.follow(PRINCIPAL, after="0") as batches, asyncio.timeout(5):
        assert [] == [batch async for batch in batches]
