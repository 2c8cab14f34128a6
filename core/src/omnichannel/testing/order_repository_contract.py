"""What an ordered channel promises, whatever the store: the posts of an account begin one after the other."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from omnichannel.application.ports.outbound.delivery_repository import Line
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import Account
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.lane import LaneRules, WaitsFor
from omnichannel.domain.outcome import Deferred, Outcome, Pending, Published, Refused, Unknown
from omnichannel.domain.receipt import Receipt, ReceiptKind, confirm
from omnichannel.domain.settlement import ask_person
from omnichannel.domain.walltime import at_instant
from omnichannel.testing.repository_samples import (
    HERE,
    NOW,
    SECOND,
    a_delivery,
    a_message,
    an_account,
    claim,
    ids_of,
    keep,
    read_one,
    settled,
    write,
)

IN_ORDER = {"letters": LaneRules(ordered=True)}
MINUTE = timedelta(minutes=1)


class KeepsOrder:
    """`claim_due` and `settle` where posts go in order."""

    async def test_the_earliest_begins_alone(self, store: Store) -> None:
        """By the time it is meant for, not by its id; the others wait, as if they had not been tried."""
        late, early, other = await self._posts(store, [NOW, NOW - SECOND, NOW])

        won = await claim(store, rules=IN_ORDER)

        assert [early.id] == [each.delivery.id for each in won]
        assert won[0].is_ordered
        waiting = replace(late, state=S.WAITING, due_at=NOW + MINUTE, fence=1)
        assert waiting == await read_one(store, late)
        async with store.reading(HERE) as uow:
            assert Line(WaitsFor.EARLIER) == await uow.deliveries.line_of(other.id)

    async def test_posts_of_one_moment_go_by_their_ids(self, store: Store) -> None:
        """Whoever was accepted first goes first, one after the other, without a pause between."""
        posts = await self._posts(store, [NOW] * 5)

        gone = []
        for n in range(5):
            now = NOW + SECOND * n
            (won,) = await claim(store, now=now, rules=IN_ORDER)
            gone.append(won.delivery.id)
            await write(store, settled(won, Published(str(n)), now=now))

        assert sorted(post.id for post in posts) == gone

    @pytest.mark.parametrize(
        "outcome",
        [
            Pending("7", MINUTE),
            Unknown("lost"),
            Deferred("busy"),
            Deferred("busy", wait=MINUTE),
            Deferred("too fast", FailureKind.RATE_LIMITED, wait=MINUTE),
        ],
        ids=["pending", "unknown", "tried again", "asked to wait", "closed the lane"],
    )
    async def test_who_is_under_way_holds_the_others_up(self, store: Store, outcome: Outcome) -> None:
        """While the first is worked on, looked for or tried again, nobody else begins."""
        await self._posts(store, [NOW - SECOND, NOW])
        (first,) = await claim(store, rules=IN_ORDER)
        await write(store, settled(first, outcome))

        later = await claim(store, now=NOW + MINUTE, rules=IN_ORDER)

        assert {first.delivery.id} >= ids_of(later)

    @pytest.mark.parametrize(
        "outcome", [Published("1"), Refused(FailureKind.DUPLICATE, "no", "none")], ids=["out", "failed"]
    )
    async def test_the_end_of_one_is_the_turn_of_the_next(self, store: Store, outcome: Outcome) -> None:
        """With the settlement that ends it the next is due: nothing waits for a minute to pass."""
        _, second, third = await self._posts(store, [NOW - SECOND, NOW, NOW + SECOND])
        (first,) = await claim(store, now=NOW + SECOND, rules=IN_ORDER)
        await write(store, settled(first, outcome, now=NOW + 2 * SECOND))

        (won,) = await claim(store, now=NOW + 2 * SECOND, rules=IN_ORDER)

        assert second.id == won.delivery.id
        assert NOW + SECOND + MINUTE == (await read_one(store, third)).due_at

    async def test_who_asks_a_person_holds_nobody_up(self, store: Store) -> None:
        """A person may take days; the next one goes."""
        _, second = await self._posts(store, [NOW - SECOND, NOW])
        (first,) = await claim(store, rules=IN_ORDER)
        await write(store, ask_person(first, "lost", now=NOW, outcome="cannot_tell"))

        (won,) = await claim(store, rules=IN_ORDER)

        assert second.id == won.delivery.id

    async def test_a_late_publication_lets_the_next_go(self, store: Store) -> None:
        """Told under an old fence, it ends the first all the same."""
        _, second = await self._posts(store, [NOW - SECOND, NOW])
        (old,) = await claim(store, rules=IN_ORDER)
        late = NOW + timedelta(minutes=2)
        taken = await claim(store, now=late, rules=IN_ORDER)
        await write(store, settled(old, Published("1"), now=late))

        (won,) = await claim(store, now=late, rules=IN_ORDER)

        assert {old.delivery.id} == ids_of(taken)
        assert second.id == won.delivery.id

    async def test_a_receipt_lets_the_next_go(self, store: Store) -> None:
        """What the platform tells by itself ends the first as an answer would."""
        _, second = await self._posts(store, [NOW - SECOND, NOW])
        (first,) = await claim(store, rules=IN_ORDER)
        await write(store, settled(first, Pending("7", MINUTE)))
        pending = await read_one(store, first.delivery)
        receipt = Receipt(kind=ReceiptKind.DELIVERED, at=NOW)
        async with store.unit_of_work() as uow:
            told = confirm(pending, receipt, now=NOW, label="Letters", is_ordered=True)
            await uow.deliveries.confirm([told])
            await uow.commit()

        (won,) = await claim(store, rules=IN_ORDER)

        assert second.id == won.delivery.id

    @pytest.mark.parametrize("state", [S.FAILED, S.MISSED, S.CANCELLED, S.SKIPPED, S.PUBLISHED, S.HELD])
    async def test_what_has_ended_is_in_nobodys_way(self, store: Store, state: S) -> None:
        """Nor is a draft, nor what is scheduled for later, nor what asks a person."""
        account = an_account()
        await self._posts(store, [NOW - MINUTE], account, state=state, due_at=None)
        await self._posts(store, [NOW - MINUTE], account, state=S.UNKNOWN, due_at=None)
        await self._posts(store, [NOW - MINUTE], account, due_at=NOW + MINUTE)
        (post,) = await self._posts(store, [NOW], account)

        assert {post.id} == ids_of(await claim(store, rules=IN_ORDER))

    async def test_each_account_has_an_order_of_its_own(self, store: Store) -> None:
        """One account waits for no other."""
        posts = [await self._posts(store, [NOW, NOW]) for _ in range(3)]

        assert {min(post.id for post in some) for some in posts} == ids_of(await claim(store, rules=IN_ORDER))

    async def test_with_many_claimers_one_begins(self, store: Store) -> None:
        """However many ask at once, an account has one post under way, and in the end all went in order."""
        posts = await self._posts(store, [NOW] * 12)
        gone: list[Any] = []
        for n in range(12):
            now = NOW + SECOND * n
            shares = await asyncio.gather(*(claim(store, now=now, rules=IN_ORDER, limit=3) for _ in range(4)))
            won = [each for share in shares for each in share]
            assert 1 == len(won)
            gone += ids_of(won)
            await write(store, settled(won[0], Published(str(n)), now=now))

        assert sorted(post.id for post in posts) == gone

    async def test_without_an_order_all_begin(self, store: Store) -> None:
        """Other channels know nothing of it."""
        await self._posts(store, [NOW - SECOND, NOW])

        won: list[Claim] = await claim(store, rules={"letters": LaneRules()})

        assert [False, False] == [each.is_ordered for each in won]

    async def _posts(
        self, store: Store, times: Sequence[datetime], account: Account | None = None, **facts: Any
    ) -> list[ChannelDelivery]:
        """Store a post for each time, in this order."""
        owner, posts = account or an_account(), []
        messages = [a_message(owner, schedule=at_instant(time)) for time in times]
        posts = [
            a_delivery(message, owner, **{"due_at": time, **facts})
            for message, time in zip(messages, times, strict=True)
        ]
        async with store.reading(HERE) as uow:
            is_known = await uow.accounts.get_by_id(owner.id) is not None
        await keep(store, *([] if is_known else [owner]), *messages, *posts)
        return posts
