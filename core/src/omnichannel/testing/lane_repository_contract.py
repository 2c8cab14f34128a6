"""What lanes promise, whatever the store: they learn, shift when they close, and keep overdue posts apart."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from omnichannel.application.ports.outbound.delivery_repository import Line
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import Account, AccountState
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.lane import Lane, LaneRules, Rate, Surge, WaitsFor
from omnichannel.domain.outcome import Deferred, Evidence, Published, Refused
from omnichannel.domain.pace import Usage
from omnichannel.testing.repository_samples import (
    HERE,
    NOW,
    SECOND,
    an_account,
    claim,
    ids_of,
    keep,
    keep_post,
    keep_posts,
    settled,
    write,
)

ONE_A_SECOND = {"letters": LaneRules(Rate(1, SECOND))}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
APART = {"letters": LaneRules(surge=Surge(30 * SECOND, after=2 * MINUTE))}
TOO_FAST = Deferred("too fast", FailureKind.RATE_LIMITED)


class KeepsLanes:
    """`claim_due` and `settle`: what a lane learns, and what it does with those who are late."""

    async def test_a_refusal_slows_the_account_down(self, store: Store) -> None:
        """A refusal without a word about the time teaches a distance, and the next refusal doubles it."""
        posts = await keep_posts(store, 9, an_account())
        (first,) = await claim(store, limit=1)
        await write(store, settled(first, TOO_FAST))

        during = await claim(store)
        (second, *_) = await claim(store, now=NOW + SECOND)
        learned = second.pace
        await write(store, settled(second, TOO_FAST, now=NOW + SECOND))

        assert [] == during
        assert learned is not None
        lane = await self._lane(store, posts[0])
        assert (SECOND, 2 * SECOND) == (learned.interval, lane.pace)
        assert NOW + 3 * SECOND == lane.closed_until

    async def test_refused_together_is_refused_once(self, store: Store) -> None:
        """Many posts that were under way when the platform refused the first teach no more than that one."""
        account = an_account()
        await keep_posts(store, 8, account)
        claims = await claim(store)

        await write(store, *(settled(each, TOO_FAST) for each in claims[:4]))
        for each in claims[4:]:
            await write(store, settled(each, TOO_FAST, now=NOW + SECOND / 10))

        assert SECOND == (await self._lane_of(store, account)).pace

    async def test_a_budget_that_runs_out_slows_the_account_down(self, store: Store) -> None:
        """An answer that is all right may tell of it; where nothing is left the lane closes."""
        account = an_account()
        await keep_posts(store, 3, account)
        first, second, third = await claim(store)

        await write(store, settled(first, Published("1", None, Evidence(usage=Usage(0.74)))))
        free = await self._lane_of(store, account)
        await write(store, settled(second, Published("2", None, Evidence(usage=Usage(0.75)))))
        slow = await self._lane_of(store, account)
        await write(store, settled(third, Published("3", None, Evidence(usage=Usage(1.0, HOUR)))))
        full = await self._lane_of(store, account)

        assert Lane(account.id) == free
        assert (SECOND, None) == (slow.pace, slow.closed_until)
        assert (SECOND, NOW + HOUR) == (full.pace, full.closed_until)

    async def test_a_closed_lane_shifts_its_slots(self, store: Store) -> None:
        """
        Those who had slots behind a refusal keep their order, and the last goes when rate and closing say.

        Twelve posts, one a second; the lane is closed twice, for ten seconds and a jitter of up to one.
        """
        posts = await keep_posts(store, 12, an_account())
        refusals, gone = [3, 17], list[tuple[datetime, Claim]]()
        opened, now = NOW, NOW
        while len(gone) < len(posts):
            assert now < NOW + MINUTE, f"only {len(gone)} have gone"
            for won in await claim(store, now=now, rules=ONE_A_SECOND):
                if refusals and now >= NOW + refusals[0] * SECOND:
                    refusals.pop(0)
                    wish = Deferred("slow down", FailureKind.RATE_LIMITED, wait=10 * SECOND)
                    told = settled(won, wish, now=now)
                    assert told.lesson is not None
                    assert told.lesson.closed_until is not None
                    opened = told.lesson.closed_until
                else:
                    gone.append((now, won))
                    told = settled(won, Published(str(won.delivery.id)), now=now)
                await write(store, told)
            now = max(now, await self._next_due(store))

        times = [at for at, _ in gone]
        assert all(later - earlier >= SECOND for earlier, later in pairwise(times))
        left = sum(at >= opened for at in times)
        assert opened + left * SECOND >= times[-1]
        assert 5 >= max(won.delivery.fence for _, won in gone)

    async def test_overdue_posts_keep_their_distance(self, store: Store) -> None:
        """After an outage they go out half a minute apart, the longest due first; none is claimed thrice."""
        account = an_account()
        dues = [NOW - HOUR, NOW - 2 * HOUR, NOW - 3 * MINUTE]
        posts = await self._due(store, account, dues)

        gone = [await claim(store, now=NOW + 30 * SECOND * n, rules=APART) for n in range(4)]

        assert [{posts[1].id}, {posts[0].id}, {posts[2].id}, set()] == [ids_of(each) for each in gone]
        assert {1, 2} == {each.delivery.fence for some in gone for each in some}
        assert {1} == {each.delivery.attempts for some in gone for each in some}

    async def test_who_is_on_time_is_not_sent_behind_the_overdue(self, store: Store) -> None:
        """Posts that are on time, or not late enough, pass beside those that are kept apart."""
        account = an_account()
        await self._due(store, account, [NOW - HOUR] * 3)
        on_time = [await keep_post(store, account, due_at=NOW - wait) for wait in (SECOND, 2 * MINUTE)]

        won = await claim(store, rules=APART)
        later = await keep_post(store, account, due_at=NOW + 10 * SECOND)
        beside = await claim(store, now=NOW + 10 * SECOND, rules=APART)

        assert {post.id for post in on_time} < ids_of(won)
        assert (3, {later.id}) == (len(won), ids_of(beside))

    async def test_without_a_guard_all_go_at_once(self, store: Store) -> None:
        """Where the channel's rules know no distance, nobody is kept apart."""
        await keep_posts(store, 5, an_account(), due_at=NOW - HOUR)

        assert 5 == len(await claim(store, rules={"letters": LaneRules()}))

    async def test_the_overdue_keep_apart_when_an_account_goes_on(self, store: Store) -> None:
        """Who waited for an account was due before that, and is overdue when it goes on."""
        account = an_account(state=AccountState.PAUSED)
        await keep_posts(store, 3, account)
        parked = await claim(store, rules=APART)
        async with store.unit_of_work(HERE) as uow:
            await uow.accounts.save(account.resumed())
            await uow.deliveries.wake([account.id], now=NOW + HOUR)
            await uow.commit()

        won = [await claim(store, now=NOW + HOUR + 30 * SECOND * n, rules=APART) for n in range(3)]

        assert [] == parked
        assert [1, 1, 1] == [len(each) for each in won]

    async def test_a_long_closing_is_an_outage(self, store: Store) -> None:
        """Who was due long before a closed lane opens keeps apart then; who was due just before does not."""
        account = an_account()
        (first,) = await keep_posts(store, 1, account)
        (won,) = await claim(store, rules=APART)
        wish = Deferred("slow down", FailureKind.RATE_LIMITED, wait=HOUR)
        told = settled(won, wish)
        await write(store, told)
        assert told.lesson is not None
        opens = told.lesson.closed_until
        assert opens is not None
        await self._due(store, account, [NOW + MINUTE * n for n in (1, 2, 3)])
        on_time = await keep_post(store, account, due_at=opens - MINUTE)

        during = [await claim(store, now=NOW + MINUTE * n, rules=APART) for n in (1, 2, 3)]
        await claim(store, now=opens - MINUTE, rules=APART)
        after = await claim(store, now=opens, rules=APART)

        assert [[], [], []] == during
        assert {first.id, on_time.id} < ids_of(after)
        assert 3 == len(after)

    async def test_what_it_waits_for_is_known(self, store: Store) -> None:
        """A delivery that is kept apart says so, with how many others; settled, it waits for nothing."""
        account = an_account()
        posts = await self._due(store, account, [NOW - HOUR] * 3)
        (won,) = await claim(store, rules=APART)
        await write(store, settled(won, Refused(FailureKind.DUPLICATE, "no", "none")))

        async with store.reading(HERE) as uow:
            lines = [await uow.deliveries.line_of(post.id) for post in posts]
            nobody = await uow.deliveries.line_of(account.id)

        apart = Line(WaitsFor.DISTANCE, 2)
        assert sorted([Line(None, 2), apart, apart], key=str) == sorted(lines, key=str)
        assert Line() == nobody

    async def test_a_plan_counts_slots_that_are_void(self, store: Store) -> None:
        """A slot from before the lane was closed is reserved no longer, so its delivery is planned again."""
        account = an_account()
        await keep_posts(store, 3, account)
        (won,) = await claim(store, rules=ONE_A_SECOND)
        before = await self._planned(store, account)
        await write(store, settled(won, TOO_FAST))

        assert ([], 3) == (before, len(await self._planned(store, account)))

    async def _planned(self, store: Store, account: Account) -> list[datetime]:
        async with store.reading(HERE) as uow:
            return await uow.deliveries.planned(account.id, until=NOW + HOUR, limit=9)

    async def _due(self, store: Store, account: Account, dues: Sequence[datetime]) -> list[ChannelDelivery]:
        if account.id not in await self._known(store):
            await keep(store, account)
        return [await keep_post(store, account, due_at=due) for due in dues]

    async def _known(self, store: Store) -> set[object]:
        async with store.reading(HERE) as uow:
            return {one.id for one in await uow.accounts.page(limit=9, after=None)}

    async def _next_due(self, store: Store) -> datetime:
        async with store.reading() as uow:
            return await uow.deliveries.next_due() or NOW

    async def _lane(self, store: Store, post: ChannelDelivery) -> Lane:
        async with store.reading(HERE) as uow:
            return await uow.deliveries.lane(post.account_id)

    async def _lane_of(self, store: Store, account: Account) -> Lane:
        async with store.reading(HERE) as uow:
            return await uow.deliveries.lane(account.id)
