"""How accounts come, go and are asked about, whatever the store."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import Account
from omnichannel.domain.delivery_state import CANCELLABLE
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.errors import NotAllowedNow, StaleVersion
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.lane import Rate
from omnichannel.domain.outcome import Deferred, Outcome, Published, Refused
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
    keep,
    keep_post,
    keep_posts,
    read,
    read_one,
    settled,
    write,
)

LATER = NOW + timedelta(minutes=10)


class ComesAndGoes:
    """The parts of `AccountRepository` and `DeliveryRepository` that many accounts, or leaving ones, need."""

    async def test_many_accounts_are_added_and_saved_at_once(self, store: Store) -> None:
        """All of them, or, where one is taken or stale, none."""
        accounts = [an_account(external_id=str(number)) for number in range(3)]
        async with store.unit_of_work(HERE) as uow:
            await uow.accounts.add_many(accounts)
            await uow.accounts.add_many([])
            await uow.accounts.save_many([one.reconnected(b"new") for one in accounts[:2]])
            await uow.accounts.save_many([])
            await uow.commit()

        with pytest.raises(NotAllowedNow):
            await _add_many(store, [an_account(external_id="9"), an_account(external_id="1")])
        with pytest.raises(StaleVersion):
            await _save_many(store, [accounts[2].reconnected(b"x"), accounts[0].reconnected(b"x")])

        found = await _by_external_ids(store, "0", "1", "2", "9")
        assert {"0": 2, "1": 2, "2": 1} == {id: account.version for id, account in found.items()}
        assert [b"new", b"new", b""] == [found[str(number)].sealed for number in range(3)]

    async def test_accounts_are_found_by_the_platforms_id(self, store: Store) -> None:
        """Those of the channel and the workspace, and no other."""
        mine = an_account(external_id="1")
        await keep(store, mine, an_account(external_id="1", channel="postcards"), an_account())
        await keep(store, an_account(external_id="1", workspace_id=ELSEWHERE))

        assert {"1": mine} == await _by_external_ids(store, "1", "2")
        assert {} == await _by_external_ids(store)

    async def test_the_first_sign_in_to_end_is_told_by_channel(self, store: Store) -> None:
        """The earliest of each channel that is not renewed; a removed account's does not count."""
        gone = an_account(expires_at=NOW)
        elsewhere = an_account(channel="postcards", expires_at=NOW, workspace_id=ELSEWHERE)
        mine = [an_account(expires_at=NOW + days * SECOND) for days in (3, 2)]
        renewed = an_account(expires_at=NOW, refresh_at=NOW, refresh_failures=2)
        failing = an_account(channel="carols", expires_at=NOW, refresh_at=NOW, refresh_failures=3)
        await keep(store, gone, elsewhere, *mine, an_account(), an_account(channel="pigeons"), renewed)
        await keep(store, failing)
        await _save_many(store, [gone.removed()])

        async with store.reading() as everywhere:
            told = await everywhere.accounts.first_expiries()
        async with store.reading(HERE) as here:
            told_here = await here.accounts.first_expiries()

        here_too = {"letters": NOW + 2 * SECOND, "carols": NOW}
        assert ({**here_too, "postcards": NOW}, here_too) == (told, told_here)

    async def test_a_removed_account_is_not_given(self, store: Store) -> None:
        """Nobody finds or changes it, its id is free again, and its deliveries stay readable."""
        account = an_account(external_id="1", sealed=b"secret")
        (post,) = await keep_posts(store, 1, account, state=S.PUBLISHED, due_at=None)
        await _save_many(store, [account.removed()])

        again = an_account(external_id="1")
        await keep(store, again)

        async with store.unit_of_work(HERE) as uow:
            assert await uow.accounts.get_by_id(account.id) is None
            assert {} == await uow.accounts.get_many([account.id])
            assert ([again], {"1": again}) == (
                await uow.accounts.page(limit=9, after=None),
                await uow.accounts.by_external_ids("letters", ["1"]),
            )
            with pytest.raises(StaleVersion):
                await uow.accounts.save(replace(account.resumed(), version=3))
        assert post == await read_one(store, post)

    @pytest.mark.parametrize("state", S)
    async def test_a_removed_accounts_deliveries_end(self, store: Store, state: S) -> None:
        """What was not sent is called off, what may be out asks a person, everything else stays."""
        post = await keep_post(store, state=state)
        bystander = await keep_post(store, state=state)

        assert 0 == await _retire(store, post.account_id, workspace=ELSEWHERE)
        count = await _retire(store, post.account_id)

        found = await read_one(store, post)
        after = replace(post, due_at=None, updated_at=LATER, fence=1, reason="It was removed.")
        if state in CANCELLABLE:
            assert (1, replace(after, state=S.CANCELLED)) == (count, found)
        elif state in (S.PENDING, S.UNKNOWN):
            assert (1, replace(after, state=S.UNKNOWN, fix="Look.")) == (count, found)
            assert found.asks_person
        else:
            assert (0, post) == (count, found)
        assert bystander == await read_one(store, bystander)

    async def test_an_attempt_under_way_revives_nothing(self, store: Store) -> None:
        """Its publication is kept; refused sign-ins pause nothing, and what waits comes up once more."""
        account = an_account()
        posts = await keep_posts(store, 3, account)
        claims = {each.delivery.id: each for each in await claim(store)}
        await _save_many(store, [account.removed()])
        await _retire(store, account.id)

        expired = Refused(FailureKind.AUTH_EXPIRED, "The token expired.", "Connect it again.")
        outcomes: list[Outcome] = [Published("17"), expired, Deferred("busy", wait=SECOND)]
        pairs = zip(posts, outcomes, strict=True)
        await write(store, *(settled(claims[post.id], outcome) for post, outcome in pairs))

        published, refused, deferred = await read(store, *(post.id for post in posts))
        assert (S.PUBLISHED, "17") == (published.state, published.external_id)
        assert (S.WAITING, NOW) == (refused.state, refused.due_at)
        assert S.WAITING is deferred.state
        again = await claim(store, now=NOW + timedelta(hours=1))
        assert {refused.id, deferred.id} == {each.delivery.id for each in again}
        assert {account.removed()} == {each.account for each in again}

    async def test_many_accounts_are_woken_at_once(self, store: Store) -> None:
        """What waits for any of them is due; what waits for another is not."""
        posts = [await keep_post(store, state=S.WAITING, due_at=None, parked=True) for _ in range(3)]

        async with store.unit_of_work(HERE) as uow:
            woken = await uow.deliveries.wake([post.account_id for post in posts[:2]], now=NOW)
            assert 0 == await uow.deliveries.wake([], now=NOW)
            await uow.commit()

        assert 2 == woken
        due = [each.due_at for each in await read(store, *(post.id for post in posts))]
        assert [NOW, NOW, None] == due

    async def test_a_lane_is_read_as_it_stands(self, store: Store) -> None:
        """It knows what was claimed; before that, and elsewhere, it is empty."""
        account = an_account()
        await keep_posts(store, 1, account)
        before = await _lane(store, account)

        await claim(store, rates={"letters": Rate(1, SECOND)})

        assert (None, NOW + SECOND) == (before.arrival, (await _lane(store, account)).arrival)
        assert (await _lane(store, account, ELSEWHERE)).arrival is None

    async def test_plans_are_told_latest_first(self, store: Store) -> None:
        """What waits for an attempt until then is told with its time; what was sent is not."""
        account = an_account()
        message = a_message(account)
        dues = [NOW + SECOND * second for second in (1, 3, 2, 9)]
        posts = [a_delivery(message, account, due_at=due) for due in dues]
        others = [a_delivery(message, account, state=state) for state in (S.PUBLISHING, S.UNKNOWN)]
        await keep(store, account, message, *posts, *others)
        await keep_post(store)

        assert [dues[1], dues[2], dues[0]] == await _planned(store, account, NOW + 5 * SECOND)
        assert [dues[1], dues[2]] == await _planned(store, account, NOW + 5 * SECOND, limit=2)
        assert [] == await _planned(store, account, LATER, workspace=ELSEWHERE)

    async def test_a_reserved_slot_is_no_plan(self, store: Store) -> None:
        """The lane counts it already."""
        account = an_account()
        await keep_posts(store, 2, account)

        await claim(store, rates={"letters": Rate(1, SECOND)})

        assert [] == await _planned(store, account, NOW + LEASE)

    async def test_what_comes_after_a_moment_is_counted(self, store: Store) -> None:
        """Unfinished deliveries of an account that are due later, for each moment; 0 is left out."""
        account, idle = an_account(), an_account()
        message = a_message(account)
        dues = [NOW + SECOND * second for second in (1, 2, 3)]
        posts = [a_delivery(message, account, due_at=due) for due in dues]
        done = a_delivery(message, account, state=S.PUBLISHED, due_at=LATER)
        await keep(store, account, idle, message, *posts, done)
        asked = [(account.id, NOW), (account.id, dues[1]), (account.id, dues[2]), (idle.id, NOW)]

        async with store.reading(HERE) as uow:
            counted = await uow.deliveries.count_due_after(asked)
        async with store.reading(ELSEWHERE) as uow:
            elsewhere = await uow.deliveries.count_due_after(asked)

        assert ({(account.id, NOW): 3, (account.id, dues[1]): 1}, {}) == (counted, elsewhere)


async def _add_many(store: Store, accounts: list[Account]) -> None:
    async with store.unit_of_work(HERE) as uow:
        await uow.accounts.add_many(accounts)
        await uow.commit()


async def _save_many(store: Store, accounts: list[Account]) -> None:
    async with store.unit_of_work(HERE) as uow:
        await uow.accounts.save_many(accounts)
        await uow.commit()


async def _by_external_ids(store: Store, *ids: str) -> dict[str, Account]:
    async with store.reading(HERE) as uow:
        return await uow.accounts.by_external_ids("letters", ids)


async def _retire(store: Store, account_id: UUID, *, workspace: UUID = HERE) -> int:
    async with store.unit_of_work(workspace) as uow:
        count = await uow.deliveries.retire(account_id, reason="It was removed.", fix="Look.", now=LATER)
        await uow.commit()
    return count


async def _lane(store: Store, account: Account, workspace: UUID = HERE) -> Any:
    async with store.reading(workspace) as uow:
        return await uow.deliveries.lane(account.id)


async def _planned(
    store: Store, account: Account, until: Any, *, limit: int = 100, workspace: UUID = HERE
) -> list[Any]:
    async with store.reading(workspace) as uow:
        return await uow.deliveries.planned(account.id, until=until, limit=limit)
