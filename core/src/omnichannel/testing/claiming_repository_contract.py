"""What claiming promises, whatever the store."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

import pytest

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import AccountState
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.lane import Rate
from omnichannel.domain.lateness import Lateness
from omnichannel.domain.outcome import Deferred, Published
from omnichannel.testing.repository_samples import (
    ELSEWHERE,
    HERE,
    LEASE,
    NOW,
    SECOND,
    a_delivery,
    a_message,
    an_account,
    claim,
    ids_of,
    keep,
    keep_post,
    keep_posts,
    read,
    read_one,
    settled,
    write,
)

SLOWLY = {"letters": Rate(1, SECOND, burst=2)}


class Claims:
    """`claim_due`: who gets what, and what the lanes say."""

    async def test_a_claim_starts_the_attempt(self, store: Store) -> None:
        """The write that claims also counts the attempt, dates it, fences it and leases it."""
        account = an_account()
        message = a_message(account)
        post = a_delivery(message, account, steps={"container": "17"}, address="a@example.com")
        await keep(store, account, message, post)

        won = await claim(store)

        started = replace(post, state=S.PUBLISHING, fence=1, attempts=1, due_at=NOW + LEASE)
        started = replace(started, started_at=NOW, sent_since=NOW)
        assert [Claim(started, S.SCHEDULED, message, account, NOW + LEASE)] == won
        assert [post.due_at] == [each.was_due_at for each in won]
        assert started == await read_one(store, post)

    @pytest.mark.parametrize("state", [S.SCHEDULED, S.RELEASED, S.WAITING])
    async def test_a_further_attempt_keeps_the_first_date(self, store: Store, state: S) -> None:
        """What is sent again remembers when it was first sent, for the search on the platform."""
        first = NOW - timedelta(hours=1)
        facts: dict[str, Any] = {
            "state": state,
            "attempts": 1,
            "started_at": first,
            "sent_since": first,
            "fence": 4,
        }
        await keep_post(store, **facts)

        (won,) = await claim(store)

        assert (S.PUBLISHING, state) == (won.delivery.state, won.came_from)
        assert (2, 5, NOW, first) == (
            won.delivery.attempts,
            won.delivery.fence,
            won.delivery.started_at,
            won.delivery.sent_since,
        )

    @pytest.mark.parametrize("state", [S.PENDING, S.UNKNOWN, S.PUBLISHING])
    async def test_who_asks_again_starts_no_attempt(self, store: Store, state: S) -> None:
        """Pending and unknown stay what they are; a publication whose worker died becomes unknown."""
        first = NOW - timedelta(hours=1)
        post = await keep_post(store, state=state, attempts=1, started_at=first, sent_since=first)

        (won,) = await claim(store)

        after = S.UNKNOWN if state is S.PUBLISHING else state
        assert replace(post, state=after, fence=1, due_at=NOW + LEASE) == won.delivery
        assert state is won.came_from

    async def test_the_longest_due_come_first(self, store: Store) -> None:
        """A limit leaves the youngest, and what is not due yet is not touched."""
        dues = [NOW - SECOND, NOW - 3 * SECOND, NOW, NOW - 2 * SECOND, NOW + SECOND / 1000]
        posts = [await keep_post(store, due_at=due) for due in dues]

        first = await claim(store, limit=2)
        rest = await claim(store)

        assert [posts[1].id, posts[3].id] == [each.delivery.id for each in first]
        assert [posts[0].id, posts[2].id] == [each.delivery.id for each in rest]
        assert posts[4] == await read_one(store, posts[4])

    async def test_what_waits_for_nobody_is_not_claimed(self, store: Store) -> None:
        """Without a `due_at` a delivery is left alone, whatever its state."""
        for state in S:
            await keep_post(store, state=state, due_at=None)

        assert [] == await claim(store)

    async def test_claimers_never_overlap(self, store: Store) -> None:
        """Ten at once share a hundred deliveries, and each is claimed once."""
        posts = await keep_posts(store, 100, an_account())

        shares = await asyncio.wait_for(asyncio.gather(*(claim(store, limit=17) for _ in range(10))), 30)

        won = [each.delivery.id for share in shares for each in share]
        assert sorted(post.id for post in posts) == sorted(won)

    async def test_a_lease_ends(self, store: Store) -> None:
        """Until its end nobody else gets the delivery; then the next one does, under a new fence."""
        await keep_post(store)
        (first,) = await claim(store)

        during = await claim(store, now=NOW + LEASE - SECOND)
        (second,) = await claim(store, now=NOW + LEASE)

        assert [] == during
        assert first.delivery.fence < second.delivery.fence
        assert "find" == second.action

    async def test_a_claim_stays_in_its_workspace(self, store: Store) -> None:
        """Confined to one workspace, a claim takes nothing of another; unconfined it takes both."""
        theirs = await keep_post(store, workspace=ELSEWHERE)
        mine = await keep_post(store, due_at=NOW + SECOND)

        assert [] == await claim(store, workspace=HERE)
        assert {mine.id} == ids_of(await claim(store, now=NOW + SECOND, workspace=HERE))
        assert {theirs.id} == ids_of(await claim(store, now=NOW + SECOND))

    async def test_a_burst_passes_and_the_rest_gets_slots(self, store: Store) -> None:
        """Over its rate a delivery waits for its slot, as if it had not been tried."""
        posts = await keep_posts(store, 4, an_account())

        won = await claim(store, rates=SLOWLY)

        back = [replace(post, state=S.WAITING, fence=1) for post in posts[2:]]
        late = [replace(post, due_at=NOW + SECOND * n) for n, post in enumerate(back, 1)]
        assert ids_of(won) == {post.id for post in posts[:2]}
        assert late == await read(store, *(post.id for post in posts[2:]))

    async def test_a_slot_is_kept(self, store: Store) -> None:
        """Who was given a slot is published at that slot: nobody is claimed more than twice."""
        posts = await keep_posts(store, 12, an_account())

        won = [await claim(store, now=NOW + SECOND * n, rates=SLOWLY) for n in range(11)]

        assert [2, *[1] * 10] == [len(each) for each in won]
        assert {post.id for post in posts} == {each.delivery.id for share in won for each in share}
        assert {1, 2} == {each.delivery.fence for share in won for each in share}
        assert {1} == {each.delivery.attempts for share in won for each in share}

    async def test_an_outage_ends_without_a_salvo(self, store: Store) -> None:
        """Slots that passed long ago are not all used at once."""
        await keep_posts(store, 60, an_account())
        await claim(store, rates=SLOWLY)

        won = await claim(store, now=NOW + timedelta(hours=1), rates=SLOWLY)

        assert 2 == len([each for each in won if each.came_from is S.WAITING])

    async def test_lanes_of_other_accounts_are_free(self, store: Store) -> None:
        """Each account has a rate of its own, and a channel without one is never slowed."""
        await keep_posts(store, 2, an_account())
        await keep_posts(store, 2, an_account())
        await keep_posts(store, 9, an_account(channel="postcards"))

        assert 13 == len(await claim(store, rates={**SLOWLY, "postcards": None}))

    async def test_a_closed_lane_lets_nobody_pass(self, store: Store) -> None:
        """When the platform asks an account for patience, all its deliveries wait, and no other's."""
        account = an_account()
        first, second = await keep_posts(store, 2, account)
        other = await keep_post(store, due_at=NOW + SECOND)
        (won,) = await claim(store, limit=1)
        patience = Deferred("slow down", FailureKind.RATE_LIMITED, wait=timedelta(minutes=5))
        closing = settled(won, patience)
        assert closing.lesson is not None
        until = closing.lesson.closed_until
        assert until is not None

        await write(store, closing)
        during = await claim(store, now=NOW + SECOND)
        await write(store, *(settled(each, Published("1")) for each in during))
        after = await claim(store, now=until)

        assert {other.id} == ids_of(during)
        assert {first.id, second.id} == ids_of(after)

    async def test_a_paused_account_publishes_nothing(self, store: Store) -> None:
        """Its deliveries wait for it, uncounted, with what was said of them; questions are still asked."""
        account = an_account(state=AccountState.PAUSED, pause_reason="Reconnect it.")
        (post,) = await keep_posts(store, 1, account, state=S.WAITING, reason="the token expired")
        pending = await keep_post(store, account, state=S.PENDING, external_id="7")

        won = await claim(store)

        assert {pending.id} == ids_of(won)
        assert replace(post, due_at=None, fence=1, parked=True) == await read_one(store, post)

    async def test_waking_an_account_makes_its_deliveries_due(self, store: Store) -> None:
        """Those that wait for it are due at once; those with a time, and those of others, are not."""
        parked, timed = await self._waiting(store, [None, NOW + LEASE])
        other = await keep_post(store, state=S.WAITING, due_at=None, parked=True)

        async with store.unit_of_work(ELSEWHERE) as uow:
            assert 0 == await uow.deliveries.wake([parked.account_id], now=NOW)
        async with store.unit_of_work(HERE) as uow:
            woken = await uow.deliveries.wake([parked.account_id], now=NOW)
            await uow.commit()

        found = await read(store, parked.id, timed.id, other.id)
        assert 1 == woken
        assert [NOW, NOW + LEASE, None] == [each.due_at for each in found]

    @pytest.mark.parametrize(("otherwise", "state"), [("miss", S.MISSED), ("ask", S.HELD)])
    async def test_what_comes_too_late_is_not_begun(
        self, store: Store, otherwise: Literal["miss", "ask"], state: S
    ) -> None:
        """Past its message's patience a delivery is left or held, uncounted, with the reason; not before."""
        account, late = an_account(), Lateness(5 * SECOND, otherwise)
        message = a_message(account, lateness=late)
        post = a_delivery(message, account)
        asked = a_delivery(message, account, state=S.WAITING, asked_at=NOW + SECOND)
        out = a_delivery(message, account, state=S.UNKNOWN)
        await keep(store, account, message, post, asked, out)

        won = await claim(store, now=NOW + 6 * SECOND)

        assert {asked.id, out.id} == ids_of(won)
        found = await read_one(store, post)
        assert (state, None, 0, None) == (found.state, found.due_at, found.attempts, found.sent_since)
        assert message.schedule is not None
        assert late.reason(message.schedule, NOW + 6 * SECOND) == found.reason

    async def test_patience_is_kept_to_its_last_moment(self, store: Store) -> None:
        """A delivery that begins exactly when patience ends is begun."""
        account = an_account()
        message = a_message(account, lateness=Lateness(5 * SECOND))
        post = a_delivery(message, account)
        await keep(store, account, message, post)

        assert {post.id} == ids_of(await claim(store, now=NOW + 5 * SECOND))

    async def test_channels_that_are_passed_over_are_left_as_they_are(self, store: Store) -> None:
        """A delivery of a disabled channel is neither claimed nor the next that is due; later it is."""
        disabled = await keep_post(store)
        other = (await keep_posts(store, 1, an_account(channel="postcards")))[0]

        async with store.unit_of_work() as uow:
            won = await uow.deliveries.claim_due(
                now=NOW, limit=9, lease=LEASE, rules={}, passing_over={"letters", "pigeons"}
            )
            later = await uow.deliveries.next_due(passing_over={"letters"})
            await uow.commit()

        assert ({other.id}, NOW + LEASE) == (ids_of(won), later)
        assert disabled == await read_one(store, disabled)
        assert {disabled.id} == ids_of(await claim(store))

    async def test_the_next_due_is_the_earliest(self, store: Store) -> None:
        """The earliest `due_at` says how long a worker may sleep."""
        async with store.reading() as uow:
            assert await uow.deliveries.next_due() is None
        for due in (None, NOW + SECOND, NOW + 2 * SECOND):
            await keep_post(store, due_at=due)
        await keep_post(store, workspace=ELSEWHERE, due_at=NOW)

        async with store.reading() as uow:
            assert NOW == await uow.deliveries.next_due()
        async with store.reading(HERE) as uow:
            assert NOW + SECOND == await uow.deliveries.next_due()

    async def test_what_is_due_is_counted(self, store: Store) -> None:
        """What is due now and not claimed, as far as is asked; neither the future nor disabled channels."""
        await keep_posts(store, 3, an_account())
        await keep_post(store, workspace=ELSEWHERE)
        await keep_posts(store, 2, an_account(channel="postcards"))
        await keep_post(store, due_at=NOW + SECOND)
        await keep_post(store, due_at=None)

        async with store.reading() as everywhere, store.reading(HERE) as here:
            counts = [
                await everywhere.deliveries.count_due(now=NOW, limit=99),
                await everywhere.deliveries.count_due(now=NOW, limit=4),
                await everywhere.deliveries.count_due(now=NOW, limit=99, passing_over={"postcards"}),
                await here.deliveries.count_due(now=NOW, limit=99),
                await here.deliveries.count_due(now=NOW - SECOND, limit=99),
            ]

        assert [6, 4, 4, 5, 0] == counts

    async def test_a_published_delivery_is_never_due(self, store: Store) -> None:
        """Once settled as published it is claimed no more, however late it is."""
        await keep_post(store)
        (won,) = await claim(store)

        await write(store, settled(won, Published("1")))

        assert [] == await claim(store, now=NOW + timedelta(days=9))

    async def _waiting(self, store: Store, dues: Sequence[datetime | None]) -> list[ChannelDelivery]:
        account = an_account()
        message = a_message(account)
        posts = [
            a_delivery(message, account, state=S.WAITING, due_at=due, parked=due is None) for due in dues
        ]
        await keep(store, account, message, *posts)
        return posts
