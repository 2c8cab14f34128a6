"""What chains promise, whatever the store: of several ways to reach a person one runs, and none is lost."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import Account
from omnichannel.domain.chain import Sequel
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.lateness import Lateness
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.outcome import Deferred, Outcome, Published, Unknown
from omnichannel.domain.walltime import at_instant
from omnichannel.testing.chain_samples import (
    NO,
    OVER,
    keep_chain,
    no_evidence,
    states,
    step,
)
from omnichannel.testing.repository_samples import (
    HERE,
    LEASE,
    NOW,
    SECOND,
    claim,
    ids_of,
    read,
    read_one,
    settled,
    write,
)


class KeepsChains:
    """`settle`, `confirm`, `claim_due`, `save`, `cancel` and `retire`, where deliveries belong together."""

    async def test_what_stands_by_is_never_due(self, store: Store) -> None:
        """Of a new chain the first step alone is claimed; what it is comes back as it was written."""
        chain = await keep_chain(store)

        assert list(chain.steps) == await read(store, *(one.id for one in chain.steps))
        assert {chain.id} == ids_of(await claim(store, now=OVER + LEASE / 2))

    async def test_chains_are_read_step_by_step(self, store: Store) -> None:
        """`of_chains` gives each chain's steps together and in their order."""
        one, other = await keep_chain(store), await keep_chain(store, "chat", "mail")

        async with store.reading() as uow:
            found = await uow.deliveries.of_chains([one.id, other.id])
            none = await uow.deliveries.of_chains([])

        by_chain = [[each for each in found if each.chain_id == chain.id] for chain in (one, other)]
        assert [list(one.steps), list(other.steps)] == by_chain
        assert 1 == sum(one.chain_id != after.chain_id for one, after in pairwise(found))
        assert [] == none

    async def test_a_failed_step_hands_on_in_its_own_commit(self, store: Store) -> None:
        """The next step is due at that moment, with its patience anew; the one after it stands by still."""
        chain = await keep_chain(store)

        await step(store, NO)

        failed, after, last = await read(store, *(one.id for one in chain.steps))
        assert (S.FAILED, NOW) == (failed.state, failed.handed_on_at)
        expected = replace(chain.steps[1], state=S.SCHEDULED, due_at=NOW, asked_at=NOW, fence=1)
        assert expected == after
        assert chain.steps[2] == last

    async def test_without_a_commit_nobody_takes_over(self, store: Store) -> None:
        """A failure that is not committed leaves the chain as it was."""
        chain = await keep_chain(store)
        (won,) = await claim(store)

        async with store.unit_of_work() as uow:
            await uow.deliveries.settle([settled(won, NO)])

        assert [S.PUBLISHING, S.STANDBY, S.STANDBY] == await states(store, chain)

    async def test_each_failure_hands_on_until_nobody_is_left(self, store: Store) -> None:
        """Step by step the chain comes to its end; the last failure hands on to nobody."""
        chain = await keep_chain(store)

        for _ in chain.steps:
            await step(store, NO)

        ended = await read(store, *(one.id for one in chain.steps))
        assert [S.FAILED] * 3 == [one.state for one in ended]
        assert [True, True, False] == [one.handed_on_at is not None for one in ended]
        assert [] == await claim(store, now=OVER)

    async def test_a_published_step_is_due_when_evidence_is_missed(self, store: Store) -> None:
        """It is looked at again when its time is over, not before, to be confirmed and never to be sent."""
        chain = await keep_chain(store)
        await step(store, Published("17"))

        early = await claim(store, now=OVER - SECOND)
        (won,) = await claim(store, now=OVER)

        assert ([], chain.id, "confirm") == (early, won.delivery.id, won.action)
        assert (S.PUBLISHED, 1) == (won.delivery.state, won.delivery.attempts)

    async def test_evidence_is_missed_also_where_the_channel_is_disabled(self, store: Store) -> None:
        """Nothing is asked of its channel, so that the next step need not wait until that is enabled."""
        chain = await keep_chain(store)
        await step(store, Published("17"))

        async with store.unit_of_work() as uow:
            due = await uow.deliveries.next_due(passing_over=["chat"])
            won = await uow.deliveries.claim_due(
                now=OVER, limit=5, lease=LEASE, rules={}, passing_over=["chat"]
            )

        assert (OVER, {chain.id}) == (due, ids_of(won))

    async def test_without_word_the_next_step_takes_over(self, store: Store) -> None:
        """The published one stays published and is done; the next one is due at once."""
        chain = await keep_chain(store)
        await step(store, Published("17", "https://example.com/17"))
        (won,) = await claim(store, now=OVER)

        changed = await write(store, no_evidence(won))

        first, second, third = await read(store, *(one.id for one in chain.steps))
        assert {chain.id} == changed
        assert (S.PUBLISHED, None, OVER) == (first.state, first.due_at, first.handed_on_at)
        assert ("17", "https://example.com/17", NOW) == (first.external_id, first.url, first.published_at)
        assert (S.SCHEDULED, OVER, OVER, None) == (
            second.state,
            second.due_at,
            second.asked_at,
            second.handed_on_at,
        )
        assert S.STANDBY is third.state

    async def test_a_step_without_a_wait_ends_its_chain(self, store: Store) -> None:
        """Where only failure counts, a published step spares the others, with the reason in words."""
        chain = await keep_chain(store, wait=None)

        await step(store, Published("17"))

        first, second, third = await read(store, *(one.id for one in chain.steps))
        assert (S.PUBLISHED, None) == (first.state, first.due_at)
        assert [(S.SKIPPED, "It went out by Chat.")] * 2 == [
            (one.state, one.reason) for one in (second, third)
        ]

    @pytest.mark.parametrize("outcome", [Unknown("lost"), Deferred("busy")])
    async def test_what_is_not_settled_hands_on_nothing(self, store: Store, outcome: Outcome) -> None:
        """While nobody knows, or it is tried again, the others stand by: nothing is sent on a guess."""
        chain = await keep_chain(store)

        await step(store, outcome)

        assert [S.STANDBY, S.STANDBY] == (await states(store, chain))[1:]

    async def test_a_late_publication_does_not_let_two_run(self, store: Store) -> None:
        """A step that handed on, and is learned to be out, lets nobody else take over."""
        chain = await keep_chain(store)
        (slow,) = await claim(store)
        (lost,) = await claim(store, now=NOW + LEASE)
        await write(store, settled(lost, NO, now=NOW + LEASE))
        (running,) = await claim(store, now=NOW + LEASE)
        await write(store, settled(slow, Published("17"), now=NOW + LEASE))

        won = [one for one in await claim(store, now=OVER + LEASE) if one.delivery.id == chain.id]
        await write(store, *(no_evidence(one, now=OVER + LEASE) for one in won))

        assert (chain.steps[1].id, S.STANDBY) == (running.delivery.id, (await states(store, chain))[2])

    async def test_two_who_miss_evidence_at_once_hand_on_once(
        self, store: Store, another_store: Callable[[], Store]
    ) -> None:
        """Two stores claim and settle at the same moment: of each chain exactly one step takes over."""
        chains = [await keep_chain(store) for _ in range(12)]
        won = await claim(store)
        await write(store, *(settled(one, Published(str(number))) for number, one in enumerate(won)))
        other = another_store()
        await other.open()

        async def miss(here: Store) -> int:
            claims = [one for one in await claim(here, now=OVER, limit=7) if one.action == "confirm"]
            await write(here, *(no_evidence(one) for one in claims))
            return len(claims)

        counts = await asyncio.gather(*(miss(here) for here in (store, other, store, other)))
        await other.close()

        assert len(chains) == sum(counts)
        begun = (S.SCHEDULED, S.PUBLISHING)  # the other one may have claimed what took over
        for first, second, third in [await states(store, chain) for chain in chains]:
            assert (S.PUBLISHED, True, S.STANDBY) == (first, second in begun, third)

    async def test_a_chain_is_called_off_whole(self, store: Store) -> None:
        """Cancelling a message calls off what stands by, too."""
        chain = await keep_chain(store)

        async with store.unit_of_work() as uow:
            off = await uow.deliveries.cancel(chain.steps[0].message_id, now=NOW)
            await uow.commit()

        assert (3, [S.CANCELLED] * 3) == (off, await states(store, chain))

    async def test_what_stands_by_has_not_left(self, store: Store) -> None:
        """A message of which nothing was sent can be edited, whatever stands by."""
        chain = await keep_chain(store)

        async with store.unit_of_work() as uow:
            removed = await uow.deliveries.remove_unreleased(chain.steps[0].message_id)
            await uow.commit()

        assert (True, []) == (removed, await states(store, chain))

    async def test_an_account_that_goes_hands_on(self, store: Store) -> None:
        """Its step is called off; the next one takes over at the message's time, with no patience anew."""
        later = NOW + timedelta(days=1)
        chain = await keep_chain(store, first={"due_at": later}, schedule=at_instant(later))

        await self._retire(store, chain.accounts[0])

        first, second, third = await read(store, *(one.id for one in chain.steps))
        assert (S.CANCELLED, NOW) == (first.state, first.handed_on_at)
        assert (S.SCHEDULED, later) == (second.state, second.due_at)
        assert S.STANDBY is third.state

    async def test_an_account_that_stands_by_goes_alone(self, store: Store) -> None:
        """Nobody takes over from a step whose turn had not come."""
        chain = await keep_chain(store)

        await self._retire(store, chain.accounts[1])

        assert [S.SCHEDULED, S.CANCELLED, S.STANDBY] == await states(store, chain)

    async def test_a_draft_hands_on_nothing(self, store: Store) -> None:
        """What nobody gave a time does not go out because an account is removed."""
        draft: dict[str, Any] = {"editorial": Editorial.DRAFT, "schedule": None}
        chain = await keep_chain(store, first={"state": S.HELD, "due_at": None}, **draft)

        await self._retire(store, chain.accounts[0])

        assert [S.CANCELLED, S.STANDBY, S.STANDBY] == await states(store, chain)

    async def _retire(self, store: Store, account: Account) -> None:
        async with store.unit_of_work() as uow:
            await uow.deliveries.retire(account.id, reason="Removed.", fix="Look.", now=NOW)
            await uow.commit()

    async def test_what_comes_too_late_does_so_by_every_way(self, store: Store) -> None:
        """A message that is missed is not sent later by another way: each step is missed in its turn."""
        chain = await keep_chain(store, lateness=Lateness(SECOND))

        for _ in chain.steps:
            assert [] == await claim(store, now=OVER)

        assert [S.MISSED] * 3 == await states(store, chain)

    async def test_a_turn_that_came_has_its_own_patience(self, store: Store) -> None:
        """To wait for evidence is no lateness: the next step may begin from then on."""
        await keep_chain(store, lateness=Lateness(SECOND))
        await step(store, Published("17"))
        (won,) = await claim(store, now=OVER)
        await write(store, no_evidence(won))

        (after,) = await claim(store, now=OVER + SECOND)

        assert "publish" == after.action

    async def test_a_persons_word_goes_on_with_a_chain(self, store: Store) -> None:
        """A step of which somebody says that it failed hands on, in the same commit."""
        chain = await keep_chain(store)
        await step(store, Unknown("lost"))
        stored = await read_one(store, chain.steps[0])
        failed = replace(stored, state=S.FAILED, due_at=None, fence=stored.fence + 1, updated_at=OVER)

        async with store.unit_of_work() as uow:
            late = await uow.deliveries.save(replace(failed, fence=9), sequel=Sequel(hands_on=True))
            saved = await uow.deliveries.save(failed, sequel=Sequel(hands_on=True))
            await uow.commit()

        assert ((False, True), [S.FAILED, S.SCHEDULED, S.STANDBY]) == (
            (late, saved),
            await states(store, chain),
        )

    async def test_what_a_backup_may_have_sent_is_looked_for_at_its_turn(self, store: Store) -> None:
        """A step that stands by with a time since when it may be out becomes `unknown`, not `scheduled`."""
        chain = await keep_chain(store)
        marked = replace(chain.steps[1], sent_since=NOW, id=chain.steps[1].id)
        async with store.unit_of_work() as uow:
            await uow.deliveries.remove_unreleased(chain.steps[0].message_id)
            await uow.deliveries.add([chain.steps[0], marked, chain.steps[2]])
            await uow.commit()

        await step(store, NO)
        (won,) = await claim(store, now=NOW + SECOND)

        assert (marked.id, "find") == (won.delivery.id, won.action)

    async def test_messages_count_what_was_handed_on(self, store: Store) -> None:
        """What failed on the way and was handed on is counted, in a list as for one message alone."""
        chain = await keep_chain(store)
        await step(store, NO)
        await step(store, Published("18"))

        async with store.reading(HERE) as uow:
            one = await uow.messages.get_summary(chain.steps[0].message_id)
            (listed,) = await uow.messages.page(limit=5)

        assert one is not None
        assert (1, 1) == (one.handed_on, listed.handed_on)
        assert {S.FAILED: 1, S.PUBLISHED: 1, S.STANDBY: 1} == dict(listed.counts)
