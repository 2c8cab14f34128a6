"""What becomes of dead workers, late answers and claims given back, whatever the store."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import Account, AccountState
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import IRREVERSIBLE
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.lane import Rate
from omnichannel.domain.outcome import Deferred, Published, Refused, Unknown
from omnichannel.domain.resuming import MOST_STOPS, RESUMED, resumption_of
from omnichannel.domain.settlement import give_back
from omnichannel.testing.repository_samples import (
    HERE,
    LEASE,
    NOW,
    SECOND,
    a_delivery,
    a_message,
    absent,
    an_account,
    claim,
    ids_of,
    keep,
    keep_post,
    keep_posts,
    read_one,
    settled,
    write,
)

LATER = NOW + LEASE
BEFORE = NOW - timedelta(hours=1)
ONE_BY_ONE = {"letters": Rate(1, SECOND)}
REFUSED = Refused(FailureKind.AUTH_EXPIRED, "The token expired.", "Connect it again.")
STEPS = {"a.b": "17", 'c"ü': "✓"}
MARKED = {**STEPS, IRREVERSIBLE: NOW.isoformat()}
BEGUN: dict[str, Any] = {
    "state": S.PUBLISHING,
    "steps": STEPS,
    "attempts": 1,
    "started_at": BEFORE,
    "sent_since": BEFORE,
}


class Recovers:
    """How work goes on after it was interrupted, and who is still believed then."""

    @pytest.mark.parametrize("state", S)
    async def test_a_late_publication_is_learned_in_every_state(self, store: Store, state: S) -> None:
        """Published under an old fence, it is published, unless that is known or it was never to be sent."""
        account = an_account()
        message = a_message(account)
        post = a_delivery(message, account, state=state, fence=2)
        old = Claim(replace(post, fence=1), S.SCHEDULED, message, account, NOW)
        await keep(store, account, message, post)

        changed = await write(store, settled(old, Published("17")))

        found = await read_one(store, post)
        if state in {S.PUBLISHED, S.DELIVERED, S.READ, S.SKIPPED}:
            assert (set(), post) == (changed, found)
        else:
            assert ({post.id}, S.PUBLISHED, "17", 3) == (changed, found.state, found.external_id, found.fence)

    async def test_a_worker_that_stops_again_and_again_is_counted(self, store: Store) -> None:
        """What is kept with the steps outlives each worker, so that the next one knows how many stopped."""
        await keep_post(store, **BEGUN, due_at=NOW)
        told, now = [], NOW
        for _ in range(MOST_STOPS):
            (won,) = await claim(store, now=now)
            resumption = resumption_of(won)
            assert resumption is not None
            told.append((resumption.stops, resumption.is_too_often))
            async with store.unit_of_work() as uow:
                await uow.deliveries.record_step(
                    won.delivery.id,
                    fence=won.delivery.fence,
                    name=RESUMED,
                    result=str(resumption),
                    lease_until=now + LEASE,
                )
                await uow.commit()
            now += LEASE

        assert [(stops, stops == MOST_STOPS) for stops in range(1, MOST_STOPS + 1)] == told

    async def test_a_late_publication_is_learned_beside_a_newer_outcome(self, store: Store) -> None:
        """Told in one batch with what became of the next claim, a publication is learned, and stays so."""
        account = an_account()
        (post,) = await keep_posts(store, 1, account)
        (old,) = await claim(store)
        (new,) = await claim(store, now=LATER)
        await self._reconnected(store, account)

        await write(store, settled(new, REFUSED), settled(old, Published("17")))

        found = await read_one(store, post)
        assert (S.PUBLISHED, "17", None) == (found.state, found.external_id, found.due_at)

    async def test_a_reconnected_account_is_not_paused(self, store: Store) -> None:
        """A refusal of credentials that were replaced since stops nobody, and is tried again at once."""
        account = an_account()
        (post,) = await keep_posts(store, 1, account)
        (won,) = await claim(store)
        newer = await self._reconnected(store, account)

        await write(store, settled(won, REFUSED, now=LATER))

        found = await read_one(store, post)
        assert newer == await self._stored(store, account)
        assert (S.WAITING, LATER) == (found.state, found.due_at)

    async def test_the_newest_credentials_decide(self, store: Store) -> None:
        """Where old and new credentials are refused in one batch, the account is paused, and all wait."""
        account = an_account()
        posts = await keep_posts(store, 2, account)
        old = await claim(store, limit=1)
        await self._reconnected(store, account)
        new = await claim(store)

        await write(store, *(settled(each, REFUSED) for each in (*old, *new)))

        paused = await self._stored(store, account)
        assert (AccountState.PAUSED, 3) == (paused.state, paused.version)
        assert [None, None] == [(await read_one(store, post)).due_at for post in posts]

    async def test_the_mark_is_removed_when_nothing_is_out(self, store: Store) -> None:
        """Where the platform has no such post, the irreversible step is forgotten, and no other."""
        post = await keep_post(store, state=S.UNKNOWN, steps=MARKED)
        (won,) = await claim(store)

        await write(store, absent(won))

        assert STEPS == (await read_one(store, post)).steps

    async def test_the_mark_is_kept_while_it_may_be_out(self, store: Store) -> None:
        """As long as nobody knows what became of the post, the irreversible step stays recorded."""
        post = await keep_post(store, state=S.UNKNOWN, steps=MARKED)
        (won,) = await claim(store)

        await write(store, settled(won, Unknown("no answer")))

        assert MARKED == (await read_one(store, post)).steps

    @pytest.mark.parametrize(("attempts", "since"), [(0, None), (1, BEFORE)])
    async def test_a_claim_given_back_did_not_happen(
        self, store: Store, attempts: int, since: datetime | None
    ) -> None:
        """However often that is told, one attempt is uncounted, and a first one leaves no time behind."""
        post = await keep_post(store, attempts=attempts, started_at=since, sent_since=since)
        (won,) = await claim(store)
        back = give_back(won, "too busy", now=LATER)

        changes = [await write(store, back) for _ in range(2)]

        given = replace(post, state=S.WAITING, fence=1, due_at=LATER, updated_at=LATER, reason="too busy")
        assert [{post.id}] * 2 == changes
        assert given == await read_one(store, post)

    async def test_a_slot_is_given_back_with_the_claim(self, store: Store) -> None:
        """Who gives a claim back comes again with the slot it had, and is not sent to the end of the row."""
        await keep_posts(store, 4, an_account())
        await claim(store, rates=ONE_BY_ONE)
        (won,) = await claim(store, now=NOW + SECOND, rates=ONE_BY_ONE)

        await write(store, give_back(won, "too busy", now=NOW + SECOND))

        assert {won.delivery.id} == ids_of(await claim(store, now=NOW + SECOND, rates=ONE_BY_ONE))

    @pytest.mark.parametrize(
        ("steps", "state", "action"), [(STEPS, S.PUBLISHING, "publish"), (MARKED, S.UNKNOWN, "find")]
    )
    async def test_steps_decide_what_a_dead_worker_leaves(
        self, store: Store, steps: Mapping[str, str], state: S, action: str
    ) -> None:
        """Without the irreversible step its attempt goes on, uncounted; with it the post is looked for."""
        post = await keep_post(store, **{**BEGUN, "steps": steps})

        (won,) = await claim(store)

        assert replace(post, state=state, fence=1, due_at=NOW + LEASE) == won.delivery
        assert (S.PUBLISHING, action) == (won.came_from, won.action)

    async def test_what_goes_on_asks_its_lane(self, store: Store) -> None:
        """Over the rate it waits for its slot, with its steps, and its attempt stays counted."""
        _, second = await keep_posts(store, 2, an_account(), **BEGUN)

        won = await claim(store, rates=ONE_BY_ONE)

        waiting = replace(second, state=S.WAITING, fence=1, due_at=NOW + SECOND, updated_at=NOW)
        assert second.id not in ids_of(won)
        assert waiting == await read_one(store, second)

    async def test_what_goes_on_has_no_slot_from_before(self, store: Store) -> None:
        """The slot at which a dead worker began is used up: what it left asks its lane again."""
        account = an_account()
        await keep_posts(store, 2, account)
        first = await claim(store, rates=ONE_BY_ONE)
        (won,) = await claim(store, now=NOW + SECOND, rates=ONE_BY_ONE)
        await write(store, *(settled(each, Published("1")) for each in first))
        async with store.unit_of_work() as uow:
            fence = won.delivery.fence
            await uow.deliveries.record_step(
                won.delivery.id, fence=fence, name="a", result="1", lease_until=LATER
            )
            await uow.commit()
        other = await keep_post(store, account, due_at=LATER - SECOND)

        assert {other.id} == ids_of(await claim(store, now=LATER, rates=ONE_BY_ONE))

    async def test_what_goes_on_waits_for_a_paused_account(self, store: Store) -> None:
        """It waits until the account is woken, with its steps, and its attempt stays counted."""
        account = an_account(state=AccountState.PAUSED, pause_reason="Reconnect it.")
        (post,) = await keep_posts(store, 1, account, **BEGUN)

        assert [] == await claim(store)

        parked = replace(post, state=S.WAITING, fence=1, due_at=None, parked=True)
        assert parked == await read_one(store, post)

    async def test_what_went_on_stays_counted_when_given_back(self, store: Store) -> None:
        """The attempt of a dead worker happened, whether or not the next one goes on with it."""
        post = await keep_post(store, **BEGUN)
        (won,) = await claim(store)

        await write(store, give_back(won, "too busy", now=NOW))

        assert replace(post, state=S.WAITING, fence=1, reason="too busy") == await read_one(store, post)

    async def test_what_was_cancelled_stays_cancelled(self, store: Store) -> None:
        """A settlement that is told again, after the delivery was called off, does not revive it."""
        post = await keep_post(store)
        (won,) = await claim(store)
        busy = settled(won, Deferred("busy", wait=SECOND))
        await write(store, busy)
        async with store.unit_of_work(HERE) as uow:
            await uow.deliveries.cancel(post.message_id, now=NOW)
            await uow.commit()

        changed = await write(store, busy)

        assert set() == changed
        assert S.CANCELLED is (await read_one(store, post)).state

    async def _reconnected(self, store: Store, account: Account) -> Account:
        newer = replace(account, sealed=b"new", version=account.version + 1)
        async with store.unit_of_work(HERE) as uow:
            await uow.accounts.save(newer)
            await uow.commit()
        return newer

    async def _stored(self, store: Store, account: Account) -> Account:
        async with store.reading(HERE) as uow:
            found = await uow.accounts.get_by_id(account.id)
        assert found is not None
        return found
