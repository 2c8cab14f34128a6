"""What several stores over one database promise each other: processes, threads and tasks claim at once."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import pytest

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Published, Refused
from omnichannel.testing.repository_samples import (
    LEASE,
    NOW,
    SECOND,
    an_account,
    claim,
    ids_of,
    keep_post,
    keep_posts,
    read_one,
    settled,
    write,
)

MANY = 120
PATIENCE_SECONDS = 60
REFUSED = Refused(FailureKind.DUPLICATE, "It was said before.", "Say something else.")


async def claim_until_nothing_is_left(store: Store, *, limit: int) -> list[Claim]:
    """Claim again and again, as a worker does."""
    won: list[Claim] = []
    while share := await claim(store, limit=limit):
        won += share
    return won


async def work_alone(store: Store) -> list[Claim]:
    """Open *store* in an event loop of its own, claim what there is, and close it."""
    await store.open()
    try:
        return await claim_until_nothing_is_left(store, limit=7)
    finally:
        await store.close()


class ClaimsAtOnce:
    """`claim_due` and `settle` by several stores over one database."""

    @pytest.fixture
    def another_store(self) -> Callable[[], Store]:
        """Give what makes a further store over the database of `store`, not opened yet; override it."""
        raise NotImplementedError("override the fixture `another_store` with what makes a further store")

    async def test_workers_with_stores_of_their_own_never_overlap(
        self, store: Store, another_store: Callable[[], Store]
    ) -> None:
        """Three stores in one process, two claimers each, share all deliveries, and each is claimed once."""
        posts = await keep_posts(store, MANY, an_account())
        others = [another_store() for _ in range(2)]
        for other in others:
            await other.open()

        workers = [
            claim_until_nothing_is_left(each, limit=limit) for each in (store, *others) for limit in (5, 9)
        ]
        shares = await asyncio.wait_for(asyncio.gather(*workers), PATIENCE_SECONDS)
        for other in others:
            await other.close()

        _demand_each_once(shares, {post.id for post in posts})

    async def test_workers_in_threads_of_their_own_never_overlap(
        self, store: Store, another_store: Callable[[], Store]
    ) -> None:
        """Stores that share neither a thread nor an event loop share all deliveries, each once."""
        posts = await keep_posts(store, MANY, an_account())

        threads = [asyncio.to_thread(asyncio.run, work_alone(another_store())) for _ in range(3)]
        shares = await asyncio.wait_for(asyncio.gather(*threads), PATIENCE_SECONDS)

        _demand_each_once(shares, {post.id for post in posts})

    async def test_a_lease_holds_against_other_stores(
        self, store: Store, another_store: Callable[[], Store]
    ) -> None:
        """Another store gets it when the lease has ended, under a new fence, and is believed from then on."""
        post = await keep_post(store)
        (first,) = await claim(store)
        other = another_store()
        await other.open()

        during = await claim(other, now=NOW + LEASE - SECOND)
        (second,) = await claim(other, now=NOW + LEASE)
        late = await write(store, settled(first, REFUSED))
        await other.close()

        assert ([], set()) == (during, late)
        assert first.delivery.fence < second.delivery.fence
        assert second.delivery == await read_one(store, post)

    async def test_of_two_holders_the_publication_is_learned(
        self, store: Store, another_store: Callable[[], Store]
    ) -> None:
        """Told at the same time, a late publication wins over what the newer holder says."""
        posts = await keep_posts(store, 10, an_account())
        old = await claim(store)
        other = another_store()
        await other.open()
        new = await claim(other, now=NOW + LEASE)

        late = [write(store, settled(each, Published(f"{each.delivery.id}"))) for each in old]
        newer = [write(other, settled(each, REFUSED)) for each in new]
        await asyncio.wait_for(asyncio.gather(*late, *newer), PATIENCE_SECONDS)
        await other.close()

        found = [await read_one(store, post) for post in posts]
        assert [(S.PUBLISHED, str(post.id)) for post in posts] == [
            (each.state, each.external_id) for each in found
        ]


def _demand_each_once(shares: list[list[Claim]], wanted: set[UUID]) -> None:
    won = [each for share in shares for each in share]
    assert len(ids_of(won)) == len(won)
    assert wanted == ids_of(won)
