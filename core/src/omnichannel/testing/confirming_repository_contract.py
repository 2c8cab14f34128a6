"""What receipts promise, whatever the store: evidence counts, once, and nothing goes after it."""

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.outcome import Delivered, Published, Unknown
from omnichannel.domain.receipt import Receipt, ReceiptKind, confirm
from omnichannel.testing.chain_samples import (
    OVER,
    WAIT,
    hear,
    keep_chain,
    no_evidence,
    states,
    step,
    told,
)
from omnichannel.testing.repository_samples import (
    ELSEWHERE,
    LEASE,
    NOW,
    SECOND,
    absent,
    claim,
    read,
    read_one,
    settled,
    write,
)


class Confirms:
    """`confirm`, `of_posts`, and evidence that comes while a step is claimed."""

    async def test_evidence_spares_the_others(self, store: Store) -> None:
        """Whatever stands by or waits, and was not sent, is skipped with a reason; it is never claimed."""
        chain = await keep_chain(store)
        await step(store, Published("17"))

        changed = await hear(store, chain.steps[0], ReceiptKind.DELIVERED, at=NOW + SECOND)

        first, second, third = await read(store, *(one.id for one in chain.steps))
        assert ({chain.id}, S.DELIVERED, None) == (changed, first.state, first.due_at)
        assert [(S.SKIPPED, "It arrived by Chat.")] * 2 == [
            (one.state, one.reason) for one in (second, third)
        ]
        assert [] == await claim(store, now=OVER + WAIT)

    async def test_evidence_stops_what_took_over_and_has_not_begun(self, store: Store) -> None:
        """Word that comes after the next step was scheduled, and before it was claimed, is still in time."""
        chain = await keep_chain(store)
        await step(store, Published("17"))
        (won,) = await claim(store, now=OVER)
        await write(store, no_evidence(won))

        await hear(store, chain.steps[0], ReceiptKind.READ, at=OVER + SECOND)

        assert [S.READ, S.SKIPPED, S.SKIPPED] == await states(store, chain)
        assert [] == await claim(store, now=OVER + WAIT)

    async def test_word_that_comes_too_late_is_kept_of_both(self, store: Store) -> None:
        """Once the next step is out, both may arrive, and both show it; the last one is spared."""
        chain = await keep_chain(store)
        await step(store, Published("17"))
        (won,) = await claim(store, now=OVER)
        await write(store, no_evidence(won))
        await step(store, Published("18"), now=OVER)

        await hear(store, chain.steps[0], ReceiptKind.DELIVERED, at=OVER + SECOND)
        await hear(store, chain.steps[1], ReceiptKind.DELIVERED, at=OVER + 2 * SECOND)

        assert [S.DELIVERED, S.DELIVERED, S.SKIPPED] == await states(store, chain)

    async def test_a_receipt_takes_the_claim_from_whoever_misses_evidence(self, store: Store) -> None:
        """Word that comes between the claim and its end wins: nobody takes over."""
        chain = await keep_chain(store)
        await step(store, Published("17"))
        (won,) = await claim(store, now=OVER)
        await hear(store, chain.steps[0], ReceiptKind.DELIVERED, at=OVER)

        changed = await write(store, no_evidence(won))

        assert set() == changed
        assert [S.DELIVERED, S.SKIPPED, S.SKIPPED] == await states(store, chain)

    async def test_a_receipt_of_failure_is_not_undone_by_an_older_word(self, store: Store) -> None:
        """Whoever held the claim for evidence does not make published again what failed meanwhile."""
        chain = await keep_chain(store)
        await step(store, Published("17"))
        (won,) = await claim(store, now=OVER)
        await hear(store, chain.steps[0], ReceiptKind.FAILED, at=OVER)

        await write(store, no_evidence(won))

        assert [S.FAILED, S.SCHEDULED, S.STANDBY] == await states(store, chain)

    async def test_a_receipt_is_kept_as_an_attempt(self, store: Store) -> None:
        """What the platform told stands in the history, under a fence of its own, once."""
        chain = await keep_chain(store)
        await step(store, Published("17"))
        stored = await read_one(store, chain.steps[0])
        heard = confirm(stored, Receipt(kind=ReceiptKind.DELIVERED, at=NOW), now=NOW, label="Chat")

        first, again = await told(store, heard), await told(store, heard)

        async with store.reading() as uow:
            tried = await uow.deliveries.attempts_of([chain.id])
        assert ({chain.id}, set()) == (first, again)
        assert [("publish", 1), ("receipt", 2)] == sorted((one.action, one.fence) for one in tried)

    async def test_a_receipt_takes_a_post_from_whoever_would_send_it_again(self, store: Store) -> None:
        """Evidence about one that is `unknown` wins: its holder's fence is old, and it is not sent again."""
        chain = await keep_chain(store)
        await step(store, Unknown("lost"))
        (won,) = await claim(store, now=OVER)
        await hear(store, chain.steps[0], ReceiptKind.DELIVERED, at=OVER)

        changed = await write(store, absent(won, now=OVER))

        assert (set(), "find") == (changed, won.action)
        assert [S.DELIVERED, S.SKIPPED, S.SKIPPED] == await states(store, chain)

    async def test_posts_are_found_by_their_names(self, store: Store) -> None:
        """By our own id, or by the account's external id; another account's post of that name is another."""
        chain, other = await keep_chain(store), await keep_chain(store)
        won = await claim(store)
        await write(store, *(settled(one, Published("17")) for one in won))
        account = chain.accounts[0]

        async with store.reading() as uow:
            by_name = await uow.deliveries.of_posts(ids=[], names=[(account.id, "17"), (account.id, "18")])
            both = await uow.deliveries.of_posts(ids=[other.id, chain.id], names=[(account.id, "17")])
            none = await uow.deliveries.of_posts(ids=[], names=[])

        assert [chain.id] == [one.id for one in by_name]
        assert sorted([chain.id, other.id]) == sorted(one.id for one in both)
        assert [] == none

    async def test_asking_for_evidence_may_bring_it(self, store: Store) -> None:
        """A platform that says, when it is asked once more, that it arrived spares the others."""
        chain = await keep_chain(store)
        await step(store, Published("17"))

        await step(store, Delivered(), now=OVER)

        assert [S.DELIVERED, S.SKIPPED, S.SKIPPED] == await states(store, chain)

    async def test_late_evidence_is_learned_under_an_old_fence(self, store: Store) -> None:
        """Whoever lost the claim while asking, and heard that it arrived, is believed."""
        chain = await keep_chain(store)
        await step(store, Published("17"))
        (slow,) = await claim(store, now=OVER)
        (won,) = await claim(store, now=OVER + LEASE)
        await write(store, no_evidence(won, now=OVER + LEASE))

        changed = await write(store, settled(slow, Delivered(), now=OVER + LEASE + SECOND))

        assert {chain.id} == changed
        assert [S.DELIVERED, S.SKIPPED, S.SKIPPED] == await states(store, chain)

    async def test_a_chain_stays_in_its_workspace(self, store: Store) -> None:
        """Whoever is confined to another workspace neither sees nor changes it."""
        chain = await keep_chain(store)
        await step(store, Published("17"))
        stored = await read_one(store, chain.steps[0])
        heard = confirm(stored, Receipt(kind=ReceiptKind.READ, at=NOW), now=NOW, label="Chat")

        async with store.unit_of_work(ELSEWHERE) as uow:
            changed = await uow.deliveries.confirm([heard])
            seen = await uow.deliveries.of_chains([chain.id])
            named = await uow.deliveries.of_posts(ids=[chain.id], names=[(chain.accounts[0].id, "17")])
            await uow.commit()

        assert (set(), [], []) == (changed, seen, named)
        assert [S.PUBLISHED, S.STANDBY, S.STANDBY] == await states(store, chain)
