"""How sign-ins are renewed by one at a time, and what waits for that, whatever the store."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import Account
from omnichannel.domain.errors import StaleVersion
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Refused
from omnichannel.testing.repository_samples import (
    ELSEWHERE,
    HERE,
    LEASE,
    NOW,
    SECOND,
    an_account,
    keep,
)

EXPIRED = Refused(FailureKind.AUTH_EXPIRED, "The token expired.", "Connect it again.")
MANY = 60
PATIENCE_SECONDS = 60


class RenewsSignIns:
    """`claim_refresh` and what belongs to it; deliveries that are parked."""

    async def test_a_sign_in_is_claimed_when_it_is_due(self, store: Store) -> None:
        """The longest due first, with a lease and as a new version; others are left as they are."""
        due = [an_account(refresh_at=NOW - SECOND * ago) for ago in (0, 2, 1)]
        future = an_account(refresh_at=NOW + SECOND)
        await keep(store, *due, future, an_account())

        first = await claim_refresh(store, limit=2)
        rest = await claim_refresh(store)

        assert {due[1].id, due[2].id} == {each.id for each in first}
        assert [leased(due[0])] == rest
        assert leased(due[1]) == await stored(store, due[1])
        assert (future, []) == (await stored(store, future), await claim_refresh(store))

    async def test_sign_ins_of_others_are_left_alone(self, store: Store) -> None:
        """Those of another workspace, and of channels that are passed over."""
        mine, theirs = an_account(refresh_at=NOW), an_account(refresh_at=NOW, workspace_id=ELSEWHERE)
        card = an_account(refresh_at=NOW, channel="postcards")
        await keep(store, mine, theirs, card)

        won = await claim_refresh(store, workspace=HERE, passing_over=["postcards"])

        assert [leased(mine)] == won
        assert theirs == await stored(store, theirs)
        assert card == await stored(store, card)

    async def test_a_removed_account_is_not_renewed(self, store: Store) -> None:
        """Neither when it was due nor by its id."""
        account = an_account(refresh_at=NOW)
        await keep(store, account)
        await save(store, account.removed())

        assert ([], None) == (await claim_refresh(store), await claim_of(store, account))

    async def test_claimers_of_sign_ins_never_overlap(self, store: Store) -> None:
        """Many at once share all of them, and each is given once."""
        accounts = [an_account(refresh_at=NOW) for _ in range(MANY)]
        await keep(store, *accounts)

        claims = [claim_refresh(store, limit=7) for _ in range(12)]
        shares = await asyncio.wait_for(asyncio.gather(*claims), PATIENCE_SECONDS)

        demand_each_once(shares, accounts)

    async def test_claimers_of_sign_ins_with_stores_of_their_own_never_overlap(
        self, store: Store, another_store: Callable[[], Store]
    ) -> None:
        """Stores that share neither a thread nor an event loop share all of them, each once."""
        accounts = [an_account(refresh_at=NOW) for _ in range(MANY)]
        await keep(store, *accounts)

        threads = [asyncio.to_thread(asyncio.run, claim_alone(another_store())) for _ in range(3)]
        shares = await asyncio.wait_for(asyncio.gather(*threads), PATIENCE_SECONDS)

        demand_each_once(shares, accounts)

    async def test_a_lease_on_a_sign_in_ends(self, store: Store) -> None:
        """Whoever comes then is told that somebody vanished, and that nobody knows what came of it."""
        account = an_account(refresh_at=NOW)
        await keep(store, account)
        (first,) = await claim_refresh(store)

        during = await claim_refresh(store, now=NOW + LEASE - SECOND)
        (second,) = await claim_refresh(store, now=NOW + LEASE)

        again = replace(leased(first, now=NOW + LEASE), refresh_failures=1, refresh_unclear=True)
        assert ([], again) == (during, second)

    async def test_one_account_is_claimed_by_its_id(self, store: Store) -> None:
        """Due or not, unless somebody renews it at present; and never another workspace's."""
        account = an_account()
        await keep(store, account)

        foreign = await claim_of(store, account, workspace=ELSEWHERE)
        first = await claim_of(store, account)
        during = await claim_of(store, account, now=NOW + LEASE - SECOND)
        after = await claim_of(store, account, now=NOW + LEASE)

        assert (None, leased(account), None) == (foreign, first, during)
        assert after is not None
        assert (2, True) == (after.version - account.version, after.refresh_unclear)

    async def test_who_comes_back_with_an_old_version_loses(self, store: Store) -> None:
        """A person who reconnects wins, and so does whoever took over."""
        account = an_account(refresh_at=NOW, sealed=b"old")
        await keep(store, account)
        (held,) = await claim_refresh(store)
        person = held.reconnected(b"a person's")
        await save(store, person)

        with pytest.raises(StaleVersion):
            await save(store, held.refreshed(b"renewed", expires_at=None, refresh_at=None, now=NOW))

        assert person == await stored(store, account)

    async def test_who_read_before_a_claim_loses(self, store: Store) -> None:
        """A lease cannot be overwritten by somebody who does not know of it."""
        account = an_account(refresh_at=NOW)
        await keep(store, account)
        await claim_refresh(store)

        with pytest.raises(StaleVersion):
            await save(store, replace(account, name="Another name", version=2))

        assert leased(account) == await stored(store, account)

    async def test_what_came_of_it_is_kept(self, store: Store) -> None:
        """A new sign-in, a refusal, a failure: each field comes back as it was saved."""
        accounts = [an_account(refresh_at=NOW) for _ in range(3)]
        await keep(store, *accounts)
        held = {each.id: each for each in await claim_refresh(store)}
        one, two, three = (held[account.id] for account in accounts)
        ends = NOW + timedelta(days=60)
        after = [
            one.refreshed(b"new", expires_at=ends, refresh_at=NOW + timedelta(days=45), now=NOW),
            two.refresh_refused("The grant is gone."),
            three.refresh_failed("No answer. ✗", refresh_at=NOW + SECOND, is_unclear=True),
        ]

        for each in after:
            await save(store, each)

        assert after == [await stored(store, account) for account in accounts]
        assert [three.id] == [each.id for each in await claim_refresh(store, now=NOW + LEASE)]

    async def test_the_next_sign_in_to_renew_is_the_earliest(self, store: Store) -> None:
        """Leases count, channels that are passed over do not."""
        async with store.reading() as uow:
            assert await uow.accounts.next_refresh() is None
        await keep(store, an_account(), an_account(refresh_at=NOW + 2 * SECOND))
        await keep(store, an_account(refresh_at=NOW, channel="postcards"))

        async with store.reading() as uow:
            found = [
                await uow.accounts.next_refresh(passing_over=over) for over in ((), ("postcards",), ("x",))
            ]

        assert [NOW, NOW + 2 * SECOND, NOW] == found


async def claim_refresh(
    store: Store, *, now: datetime = NOW, limit: int = 100, workspace: UUID | None = None, **asked: Any
) -> list[Account]:
    """Claim in a unit of work of its own."""
    async with store.unit_of_work(workspace) as uow:
        won = await uow.accounts.claim_refresh(now=now, limit=limit, lease=LEASE, **asked)
        await uow.commit()
    return won


async def claim_of(
    store: Store, account: Account, *, now: datetime = NOW, workspace: UUID | None = None
) -> Account | None:
    """Claim one account in a unit of work of its own."""
    async with store.unit_of_work(workspace) as uow:
        won = await uow.accounts.claim_refresh_of(account.id, now=now, lease=LEASE)
        await uow.commit()
    return won


async def claim_alone(store: Store) -> list[Account]:
    """Open *store* in an event loop of its own, claim what there is, and close it."""
    await store.open()
    try:
        won: list[Account] = []
        while share := await claim_refresh(store, limit=7):
            won += share
        return won
    finally:
        await store.close()


async def save(store: Store, account: Account) -> None:
    """Save in a unit of work of its own."""
    async with store.unit_of_work() as uow:
        await uow.accounts.save(account)
        await uow.commit()


async def stored(store: Store, account: Account) -> Account:
    """Read *account* as it is stored."""
    async with store.reading() as uow:
        found = await uow.accounts.get_by_id(account.id)
    assert found is not None
    return found


def leased(account: Account, *, now: datetime = NOW) -> Account:
    """Say how *account* stands after a claim."""
    until = now + LEASE
    return replace(account, refresh_at=until, refresh_lease_until=until, version=account.version + 1)


def demand_each_once(shares: Sequence[Sequence[Account]], accounts: Sequence[Account]) -> None:
    """See that each of *accounts* is in one of *shares*, once."""
    won = [each.id for share in shares for each in share]
    assert len(set(won)) == len(won)
    assert {account.id for account in accounts} == set(won)
