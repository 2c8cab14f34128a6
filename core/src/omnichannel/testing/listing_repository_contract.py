"""What filtered lists of messages and deliveries promise, whatever the store."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest

from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.application.ports.outbound.message_repository import MessageFilter, MessageSummary
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import Account
from omnichannel.domain.content import Content
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import CLAIMABLE, DeliveryState
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial, MessageStatus, message_status
from omnichannel.domain.walltime import at_instant
from omnichannel.testing.repository_samples import (
    ELSEWHERE,
    HERE,
    NOW,
    SECOND,
    a_delivery,
    a_message,
    an_account,
    keep,
    keep_posts,
)

Stand = tuple[DeliveryState, bool]
STANDS: list[Stand] = [(state, False) for state in DeliveryState] + [(DeliveryState.UNKNOWN, True)]
"""Every state, and `unknown` once more: asking a person."""


def every_mixture() -> Iterator[tuple[Editorial, Sequence[Stand], bool]]:
    """
    Mix up to three states with what people decided: no status depends on more.

    True: a fan-out of it is not finished; for each mixture of up to two.
    """
    for editorial in Editorial:
        for number in range(4):
            yield from ((editorial, stands, False) for stands in combinations(STANDS, number))
        for number in range(3):
            yield from ((editorial, stands, True) for stands in combinations(STANDS, number))


def a_fan_out(message: Message, account: Account, *, is_unfinished: bool) -> FanOut:
    """Make a fan-out to a list that is not there."""
    return FanOut(
        id=new_id(),
        workspace_id=message.workspace_id,
        message_id=message.id,
        account_id=account.id,
        list_id=new_id(),
        total=9,
        due_at=NOW if is_unfinished else None,
    )


async def listed(store: Store, only: MessageFilter, *, limit: int = 500) -> list[MessageSummary]:
    """Read the whole list, page by page."""
    found: list[MessageSummary] = []
    while True:
        last = found[-1].message if found else None
        async with store.reading(HERE) as uow:
            page = await uow.messages.page(
                limit=limit, before=None if last is None else (last.created_at, last.id), only=only
            )
        found += page
        if len(page) < limit:
            return found


async def deliveries(store: Store, *, limit: int = 500, **only: Any) -> list[ChannelDelivery]:
    """Read the whole list, page by page."""
    found: list[ChannelDelivery] = []
    while True:
        before = found[-1].id if found else None
        async with store.reading(HERE) as uow:
            page = await uow.deliveries.page(DeliveryFilter(**only), limit=limit, before=before)
        found += page
        if len(page) < limit:
            return found


async def keep_fan_outs(store: Store, spread: Sequence[FanOut]) -> None:
    """Store fan-outs of the workspace HERE."""
    async with store.unit_of_work(HERE) as uow:
        await uow.fan_outs.add(spread)
        await uow.commit()


class Lists:
    """`MessageRepository.page` and `DeliveryRepository.page` with filters."""

    async def test_the_status_filter_says_what_the_status_says(self, store: Store) -> None:
        """For every mixture of states, a message is listed under its status and under no other."""
        account = an_account()
        expected: dict[UUID, MessageStatus] = {}
        things: list[Message | ChannelDelivery] = []
        spread: list[FanOut] = []
        for editorial, stands, fans_out in every_mixture():
            message = a_message(editorial=editorial)
            asks = sum(asking for _, asking in stands)
            counts = dict.fromkeys((state for state, _ in stands), 1)
            expected[message.id] = message_status(editorial, counts, asks_person=asks, fans_out=fans_out)
            things.append(message)
            spread.append(a_fan_out(message, account, is_unfinished=fans_out))
            things += [
                a_delivery(
                    message, account, state=state, due_at=None if asking or state not in CLAIMABLE else NOW
                )
                for state, asking in stands
            ]
        await keep(store, account, *things)
        await keep_fan_outs(store, spread)

        for status in MessageStatus:
            found = await listed(store, MessageFilter(statuses=frozenset({status})))
            wanted = {id for id, each in expected.items() if each is status}
            assert wanted == {each.message.id for each in found}, status
            assert wanted

        both = frozenset({MessageStatus.ATTENTION, MessageStatus.FAILED})
        found = await listed(store, MessageFilter(statuses=both))
        assert {id for id, each in expected.items() if each in both} == {each.message.id for each in found}

    async def test_messages_are_found_by_channel_and_account(self, store: Store) -> None:
        """One delivery is enough, or one to be made; filters that are combined all hold."""
        letters, postcards = an_account(), an_account(channel="postcards")
        both, one, foreign = a_message(), a_message(), a_message(workspace_id=ELSEWHERE)
        listed_only = a_message()
        posts = [a_delivery(both, letters), a_delivery(both, postcards), a_delivery(one, letters)]
        await keep(store, letters, postcards, both, one, listed_only, foreign, *posts)
        await keep_fan_outs(store, [a_fan_out(listed_only, letters, is_unfinished=False)])

        async def ids(**only: Any) -> set[Any]:
            return {each.message.id for each in await listed(store, MessageFilter(**only))}

        assert {both.id} == await ids(channel="postcards")
        assert {both.id, one.id, listed_only.id} == await ids(account_id=letters.id)
        assert {both.id, one.id, listed_only.id} == await ids(channel="letters")
        assert {both.id} == await ids(account_id=letters.id, channel="postcards")
        assert set() == await ids(channel="telegrams")

    @pytest.mark.parametrize(
        "sought", ["bread", "BREAD", "ärger", "ÄRGER", "καλημέρα", "100%", "a_b", "'; --", "title"]
    )
    async def test_words_are_found_whatever_their_case(self, store: Store, sought: str) -> None:
        """Text and title are searched, in any script; signs that a store may read as more are only signs."""
        wordy = "Bread, ÄRGER, Καλημέρα; 100% a_b '; --"
        hit, miss = a_message(content=Content(wordy, "Some Title")), a_message(content=Content("100 aXb"))
        await keep(store, hit, miss)

        assert [hit.id] == [each.message.id for each in await listed(store, MessageFilter(text=sought))]

    async def test_messages_are_found_by_their_time(self, store: Store) -> None:
        """From the first instant on, before the second; a message without a time is planned for none."""
        times = [NOW + timedelta(hours=hours) for hours in range(4)]
        planned = [a_message(schedule=at_instant(time)) for time in times]
        await keep(store, *planned, a_message(schedule=None))

        found = await listed(store, MessageFilter(planned_from=times[1], planned_before=times[3]))

        assert {planned[1].id, planned[2].id} == {each.message.id for each in found}

    async def test_filtered_pages_survive_inserts(self, store: Store) -> None:
        """Reading on with a filter neither repeats nor skips, whatever came meanwhile."""
        texts = ["bread", "cake"] * 4
        messages = [
            a_message(content=Content(text), created_at=NOW + SECOND * n) for n, text in enumerate(texts)
        ]
        await keep(store, *messages)
        only = MessageFilter(text="bread")

        async with store.reading(HERE) as uow:
            (first,) = await uow.messages.page(limit=1, only=only)
        await keep(store, a_message(content=Content("bread"), created_at=NOW + SECOND * 99))
        place = (first.message.created_at, first.message.id)
        async with store.reading(HERE) as uow:
            rest = await uow.messages.page(limit=9, only=only, before=place)

        bread = [message.id for message in reversed(messages) if message.content.text == "bread"]
        assert bread == [each.message.id for each in [first, *rest]]

    async def test_a_page_looks_no_further_than_to_a_place(self, store: Store) -> None:
        """The place so many messages on is found, that message itself is looked at, and nothing after it."""
        messages = [a_message(created_at=NOW + SECOND * (n // 2)) for n in range(6)]
        await keep(store, *messages, a_message(workspace_id=ELSEWHERE))
        places = sorted(((each.created_at, each.id) for each in messages), reverse=True)

        async with store.reading(HERE) as uow:
            found = [
                await uow.messages.place_after(None, count=2),
                await uow.messages.place_after(places[1], count=3),
                await uow.messages.place_after(places[1], count=5),
            ]
            page = await uow.messages.page(limit=9, before=places[0], to=places[3])

        assert [places[1], places[4], None] == found
        assert places[1:4] == [(each.message.created_at, each.message.id) for each in page]

    async def test_a_summary_counts_the_deliveries_of_one_message(self, store: Store) -> None:
        """One message comes with its counts; an unknown or foreign one is None."""
        account = an_account()
        (post, *_) = await keep_posts(store, 3, account)
        foreign = a_message(workspace_id=ELSEWHERE)
        await keep(store, foreign)

        async with store.reading(HERE) as uow:
            summary = await uow.messages.get_summary(post.message_id)
            assert await uow.messages.get_summary(foreign.id) is None

        assert summary is not None
        assert (post.message_id, {DeliveryState.SCHEDULED: 3}) == (summary.message.id, dict(summary.counts))

    @pytest.mark.parametrize("limit", [1, 2, 500])
    async def test_deliveries_are_listed_newest_first(self, store: Store, limit: int) -> None:
        """Whatever the filter and the size of a page, every delivery that fits comes once, in one order."""
        letters, postcards = an_account(), an_account(channel="postcards")
        message, other = a_message(), a_message()
        asking = {"state": DeliveryState.UNKNOWN, "due_at": None}
        posts = [
            a_delivery(message, letters),
            a_delivery(message, letters, state=DeliveryState.FAILED, due_at=None),
            a_delivery(message, postcards, **asking),
            a_delivery(other, postcards, state=DeliveryState.UNKNOWN),
            a_delivery(other, letters, state=DeliveryState.FAILED, due_at=None),
        ]
        foreign = an_account(workspace_id=ELSEWHERE)
        there = a_message(workspace_id=ELSEWHERE)
        await keep(store, letters, postcards, message, other, *posts)
        await keep(store, foreign, there, a_delivery(there, foreign))

        async def numbers(**only: Any) -> list[int]:
            return [posts.index(each) for each in await deliveries(store, limit=limit, **only)]

        failed, unknown = frozenset({DeliveryState.FAILED}), frozenset({DeliveryState.UNKNOWN})
        assert self._newest_first(posts, 0, 1, 2, 3, 4) == await numbers()
        assert self._newest_first(posts, 0, 1, 2) == await numbers(message_id=message.id)
        assert self._newest_first(posts, 2, 3) == await numbers(account_id=postcards.id)
        assert self._newest_first(posts, 0, 1, 4) == await numbers(channel="letters")
        assert self._newest_first(posts, 1, 4) == await numbers(states=failed)
        assert self._newest_first(posts, 1, 2, 3, 4) == await numbers(states=failed | unknown)
        assert self._newest_first(posts, 2) == await numbers(asks_person=True)
        assert self._newest_first(posts, 3) == await numbers(asks_person=False, states=unknown)
        assert [] == await numbers(asks_person=True, states=failed)
        assert self._newest_first(posts, 1) == await numbers(states=failed, message_id=message.id)

    async def test_the_first_deliveries_of_a_message_are_its_oldest(self, store: Store) -> None:
        """They come in the order of their ids, no more than were asked for, in their workspace only."""
        posts = await keep_posts(store, 5, an_account())

        async with store.reading(HERE) as uow:
            assert posts[:3] == await uow.deliveries.first_of(posts[0].message_id, limit=3)
        async with store.reading(ELSEWHERE) as uow:
            assert [] == await uow.deliveries.first_of(posts[0].message_id, limit=3)

    @staticmethod
    def _newest_first(posts: list[ChannelDelivery], *numbers: int) -> list[int]:
        return sorted(numbers, key=lambda number: posts[number].id, reverse=True)
