"""What messages and units of work promise, whatever the store."""

import asyncio
import contextlib
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.content import Content, MediaRef, Variant
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.errors import StaleVersion
from omnichannel.domain.focal_point import FocalPoint
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.message import Message
from omnichannel.domain.target import Recipient, Target
from omnichannel.domain.walltime import resolve
from omnichannel.testing.repository_samples import (
    ELSEWHERE,
    HERE,
    NOW,
    SECOND,
    a_delivery,
    a_message,
    an_account,
    keep,
    next_version,
)

PICTURE = MediaRef(
    new_id(), "0f" * 32, "image/png", 5_000_000_000, "Ärger 🐟.png", 4, 3, "ein Fisch", FocalPoint(0.1, 1.0)
)
HELLO = "Καλημέρα \u05e9\u05dc\u05d5\u05dd \u200f\u0645\u0631\u062d\u0628\u0627 👩\u200d👧\u2028🫠"
RICH = Content(HELLO, "Tïtle", "https://example.com/?a=ü", (PICTURE,))


def rich_message() -> Message:
    """Give a message that uses every field."""
    people = (Recipient(("a@example.com", "b@example.com"), "Ádám"), Recipient(("+4915",)))
    return a_message(
        targets=(Target(new_id(), people, new_id(), requires_consent=True), Target(new_id())),
        content=RICH,
        variants={
            "letters": Variant(text="", media=(), without=frozenset({"link", "title"})),
            "postcards": Variant(title="only this", media=(PICTURE,)),
        },
        options={"letters": {"pin": True, "tags": ["ü", None, 1.5], "deep": {"er": 2**40}}},
        schedule=resolve(datetime(2031, 3, 30, 2, 30), "Europe/Berlin"),
        on_unknown="retry",
    )


class KeepsMessages:
    """`MessageRepository`, and what a unit of work is."""

    async def test_a_message_comes_back_as_it_was(self, store: Store) -> None:
        """Every field survives, in any script, with and without a time."""
        rich, draft = rich_message(), a_message(schedule=None)

        await keep(store, rich, draft)

        async with store.reading(HERE) as uow:
            assert rich == await uow.messages.get_by_id(rich.id)
            assert draft == await uow.messages.get_by_id(draft.id)

    async def test_an_unknown_message_is_none(self, store: Store) -> None:
        """Asking for a message that never was is no error."""
        async with store.reading(HERE) as uow:
            assert await uow.messages.get_by_id(new_id()) is None

    async def test_saving_replaces_by_the_next_version(self, store: Store) -> None:
        """The next version takes the place of the stored one."""
        message = a_message()
        edited = next_version(message, "Good evening")
        await keep(store, message)

        async with store.unit_of_work(HERE) as uow:
            await uow.messages.save(edited)
            await uow.commit()

        async with store.reading(HERE) as uow:
            assert edited == await uow.messages.get_by_id(message.id)

    async def test_a_stale_version_is_refused(self, store: Store) -> None:
        """Of two edits of one version the second is refused, and changes nothing."""
        message = a_message()
        first, second = next_version(message, "first"), next_version(message, "second")
        await keep(store, message)

        async with store.unit_of_work(HERE) as uow:
            await uow.messages.save(first)
            with pytest.raises(StaleVersion):
                await uow.messages.save(second)
            await uow.commit()

        async with store.reading(HERE) as uow:
            assert first == await uow.messages.get_by_id(message.id)

    async def test_pages_are_newest_first(self, store: Store) -> None:
        """Messages are listed by (created_at, id), downwards, and a page ends where its limit says."""
        old, *twins = (a_message(created_at=NOW + SECOND * n) for n in (0, 1, 1))
        await keep(store, old, *twins)

        async with store.reading(HERE) as uow:
            page = await uow.messages.page(limit=2)
            rest = await uow.messages.page(limit=2, before=(page[-1].message.created_at, page[-1].message.id))

        assert sorted((twin.id for twin in twins), reverse=True) == [each.message.id for each in page]
        assert [old] == [each.message for each in rest]

    async def test_inserts_do_not_move_pages(self, store: Store) -> None:
        """Reading on after newer messages came neither repeats nor skips one."""
        first, second, newer = (a_message(created_at=NOW + SECOND * n) for n in (1, 0, 2))
        await keep(store, first, second)

        async with store.reading(HERE) as uow:
            page = await uow.messages.page(limit=1)
        await keep(store, newer)
        async with store.reading(HERE) as uow:
            rest = await uow.messages.page(limit=9, before=(first.created_at, first.id))

        assert [first, second] == [each.message for each in [*page, *rest]]

    async def test_a_page_counts_deliveries_by_state(self, store: Store) -> None:
        """A summary says how many deliveries are where, and how many wait for a person."""
        account = an_account()
        message, empty = a_message(account), a_message(created_at=NOW - SECOND)
        states = [DeliveryState.PUBLISHED, DeliveryState.PUBLISHED, DeliveryState.UNKNOWN]
        posts = [a_delivery(message, account, state=state, due_at=None) for state in states]
        asked = a_delivery(message, account, state=DeliveryState.UNKNOWN)
        await keep(store, account, message, empty, *posts, asked)

        async with store.reading(HERE) as uow:
            counted, bare = await uow.messages.page(limit=2)

        assert {DeliveryState.PUBLISHED: 2, DeliveryState.UNKNOWN: 2} == dict(counted.counts)
        assert 1 == counted.asks_person
        assert ({}, 0) == (dict(bare.counts), bare.asks_person)

    async def test_messages_stay_in_their_workspace(self, store: Store) -> None:
        """Confined to one workspace, nobody reads, lists, changes or adds a message of another."""
        foreign = a_message(workspace_id=ELSEWHERE)
        await keep(store, foreign)

        async with store.unit_of_work(HERE) as uow:
            assert await uow.messages.get_by_id(foreign.id) is None
            assert [] == await uow.messages.page(limit=9)
            with pytest.raises(ValueError, match="confined"):
                await uow.messages.add([a_message(workspace_id=ELSEWHERE)])
            with pytest.raises(StaleVersion):
                await uow.messages.save(replace(next_version(foreign, "mine"), workspace_id=HERE))
            await uow.commit()

        async with store.reading() as uow:
            assert foreign == await uow.messages.get_by_id(foreign.id)

    async def test_without_a_commit_nothing_happened(self, store: Store) -> None:
        """Leaving a unit of work, with or without an error, undoes what was not committed."""
        lost, broken = a_message(), a_message()

        async with store.unit_of_work(HERE) as uow:
            await uow.messages.add([lost])
        with contextlib.suppress(LookupError):
            async with store.unit_of_work(HERE) as uow:
                await uow.messages.add([broken])
                raise LookupError

        async with store.reading(HERE) as uow:
            assert [] == await uow.messages.page(limit=9)

    async def test_units_of_work_that_write_take_turns(self, store: Store) -> None:
        """Many at once all commit, and none loses what another wrote."""
        messages = [a_message() for _ in range(20)]

        await asyncio.wait_for(asyncio.gather(*(keep(store, message) for message in messages)), 20)

        async with store.reading(HERE) as uow:
            assert 20 == len(await uow.messages.page(limit=100))

    async def test_a_cancelled_unit_of_work_blocks_nobody(self, store: Store) -> None:
        """A task that is cancelled while it writes wrote all or nothing, and the next one gets its turn."""
        messages = [a_message() for _ in range(400)]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(keep(store, *messages), 0.002)

        await asyncio.wait_for(keep(store, a_message()), 20)

        async with store.reading(HERE) as uow:
            assert len(await uow.messages.page(limit=500)) in (1, 401)

    async def test_a_reader_sees_one_moment(self, store: Store) -> None:
        """What is committed after the first look does not show, and the reader waits for no writer."""
        before, after = a_message(), a_message(created_at=NOW + timedelta(days=1))
        await keep(store, before)

        async with store.reading(HERE) as uow:
            first = await uow.messages.page(limit=9)
            await asyncio.wait_for(keep(store, after), 20)
            again = await uow.messages.page(limit=9)
            unseen = await uow.messages.get_by_id(after.id)

        assert [before] == [each.message for each in first] == [each.message for each in again]
        assert unseen is None

    async def test_a_reader_cannot_write(self, store: Store) -> None:
        """Whatever a reading unit of work tries to add is not there afterwards."""
        with contextlib.suppress(Exception):
            async with store.reading(HERE) as uow:
                await uow.messages.add([a_message()])
                await uow.commit()

        async with store.reading(HERE) as uow:
            assert [] == await uow.messages.page(limit=9)

    async def test_a_store_in_order_answers(self, store: Store) -> None:
        """A sign of life is given without an error."""
        await store.ping()
