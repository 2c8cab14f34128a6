"""What waits for its account, because it is paused or its sign-in is renewed first, whatever the store."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

import pytest

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import Account, AccountState, PausedBy
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.lane import Rate
from omnichannel.domain.lateness import Lateness
from omnichannel.domain.outcome import Refused
from omnichannel.domain.settlement import RENEW_FIRST
from omnichannel.testing.refreshing_repository_contract import claim_refresh, save, stored
from omnichannel.testing.repository_samples import (
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

EXPIRED = Refused(FailureKind.AUTH_EXPIRED, "The token expired.", "Connect it again.")


class Parks:
    """Deliveries that are parked, and sign-ins that posts call for."""

    async def test_an_expired_sign_in_is_renewed_first(self, store: Store) -> None:
        """It is due once; what met it waits without a time, uncounted, and says what for."""
        account = an_account(expires_at=NOW + LEASE, refresh_at=NOW + LEASE)
        posts = await keep_posts(store, 3, account)
        claims = await claim(store)

        await write(store, *(settled(each, EXPIRED, renews=True) for each in claims[:2]))
        await write(store, settled(claims[2], EXPIRED, renews=True))

        assert account.refresh_called_for(NOW) == await stored(store, account)
        assert [NOW] == [(await stored(store, account)).refresh_at]
        for post in posts:
            assert is_parked(post) == await read_one(store, post)

    async def test_nothing_leaves_before_the_sign_in_is_renewed(self, store: Store) -> None:
        """Others of the account wait with it, until they are woken."""
        account = an_account(refresh_at=NOW, refresh_first=True)
        posts = await keep_posts(store, 2, account)
        bystander = await keep_post(store)

        during = await claim(store)
        woken = await wake(store, account)
        renewed = account.refreshed(b"new", expires_at=None, refresh_at=None, now=NOW)
        await save(store, renewed)
        after = await claim(store, now=NOW + SECOND)

        assert ({bystander.id}, 2) == (ids_of(during), woken)
        assert {post.id for post in posts} == ids_of(after)
        assert [False, False] == [each.delivery.parked for each in after]

    @pytest.mark.parametrize("is_renewed", [True, False])
    async def test_a_sign_in_whose_end_has_passed_is_renewed_first(
        self, store: Store, is_renewed: bool
    ) -> None:
        """Where somebody renews it; where nobody does, the platform is asked all the same."""
        account = an_account(expires_at=NOW, refresh_at=NOW + SECOND if is_renewed else None)
        (post,) = await keep_posts(store, 1, account)

        won = await claim(store)

        assert (set() if is_renewed else {post.id}) == ids_of(won)

    async def test_what_met_an_older_sign_in_is_due_at_once(self, store: Store) -> None:
        """It was renewed since the attempt began: nothing has to be renewed again."""
        account = an_account()
        (post,) = await keep_posts(store, 1, account)
        (won,) = await claim(store)
        renewed = account.refreshed(b"new", expires_at=None, refresh_at=None, now=NOW)
        await save(store, renewed)

        await write(store, settled(won, EXPIRED, now=NOW + SECOND, renews=True))

        found = await read_one(store, post)
        assert (S.WAITING, NOW + SECOND, False, 0) == (
            found.state,
            found.due_at,
            found.parked,
            found.attempts,
        )
        assert renewed == await stored(store, account)

    async def test_who_renews_a_sign_in_keeps_the_lease(self, store: Store) -> None:
        """A post that meets the expired one meanwhile waits for that, and calls nobody else."""
        account = an_account(refresh_at=NOW)
        (post,) = await keep_posts(store, 1, account)
        (held,) = await claim_refresh(store)
        (won,) = await claim(store)

        await write(store, settled(won, EXPIRED, renews=True))

        assert held.refresh_called_for(NOW) == await stored(store, account)
        assert [] == await claim_refresh(store, now=NOW + LEASE - SECOND)
        assert (await read_one(store, post)).parked

    async def test_a_dead_sign_in_is_renewed_no_more(self, store: Store) -> None:
        """Once the platform has revoked it, nobody tries."""
        account = an_account(refresh_at=NOW + SECOND, refresh_failures=2, refresh_unclear=True)
        await keep_posts(store, 1, account)
        revoked = Refused(FailureKind.AUTH_REVOKED, "It was revoked.", "Connect it again.")

        await write(store, *(settled(each, revoked, renews=True) for each in await claim(store)))

        paused = account.paused(PausedBy.SIGN_IN, "It was revoked. Connect it again.")
        assert paused == await stored(store, account)
        assert [] == await claim_refresh(store, now=NOW + LEASE)

    async def test_a_question_that_meets_an_expired_sign_in_is_asked_again(self, store: Store) -> None:
        """The post may be out: it stays pending, and is looked after soon."""
        account = an_account()
        await keep(store, account)
        post = await keep_post(store, account, state=S.PENDING, external_id="7")
        (won,) = await claim(store)

        await write(store, settled(won, EXPIRED, renews=True))

        found = await read_one(store, post)
        assert (S.PENDING, NOW + 5 * SECOND, "7", False) == (
            found.state,
            found.due_at,
            found.external_id,
            found.parked,
        )

    @pytest.mark.parametrize(("otherwise", "state"), [("miss", S.MISSED), ("ask", S.HELD)])
    async def test_what_waits_for_its_account_is_left_when_its_patience_ends(
        self, store: Store, otherwise: Literal["miss", "ask"], state: S
    ) -> None:
        """Not only when the account goes on: until then it waits, and can be woken."""
        account = an_account(state=AccountState.PAUSED, paused_by=PausedBy.PERSON, pause_reason="Holidays.")
        message = a_message(account, lateness=Lateness(5 * SECOND, otherwise))
        post = a_delivery(message, account)
        await keep(store, account, message, post)

        first = await claim(store)
        parked = await read_one(store, post)
        in_time = await claim(store, now=NOW + 5 * SECOND)
        late = await claim(store, now=NOW + 6 * SECOND)

        until = message.patience_ends(None)
        assert ([], [], []) == (first, in_time, late)
        assert (S.WAITING, until, True, 0) == (parked.state, parked.due_at, parked.parked, parked.attempts)
        left = await read_one(store, post)
        assert (state, None, False) == (left.state, left.due_at, left.parked)

    async def test_what_waits_with_a_time_for_its_account_is_woken(self, store: Store) -> None:
        """The end of its patience is no time to go out at."""
        account = an_account(state=AccountState.PAUSED, paused_by=PausedBy.PERSON, pause_reason="Holidays.")
        message = a_message(account, lateness=Lateness(LEASE))
        post, timed = a_delivery(message, account), a_delivery(message, account, due_at=NOW + SECOND)
        await keep(store, account, message, post, timed)
        await claim(store)

        woken = await wake(store, account, now=NOW + SECOND / 2)

        found = await read(store, post.id, timed.id)
        assert (1, [NOW + SECOND / 2, NOW + SECOND]) == (woken, [each.due_at for each in found])
        assert [False, False] == [each.parked for each in found]

    async def test_what_is_woken_asks_its_lane(self, store: Store) -> None:
        """A slot from before is given up: otherwise all that waited would go out at once."""
        account = an_account()
        posts = await keep_posts(store, 2, account)
        one_a_second = {"letters": Rate(1, SECOND)}
        first = await claim(store, rates=one_a_second)
        (second,) = await claim(store, now=NOW + SECOND, rates=one_a_second)
        await write(store, *(settled(each, EXPIRED, renews=True) for each in (*first, second)))
        await save(store, (await stored(store, account)).reconnected(b"new"))

        assert 2 == await wake(store, account, now=NOW + LEASE)
        at_once = await claim(store, now=NOW + LEASE, rates=one_a_second)

        assert 1 == len(ids_of(at_once) & {post.id for post in posts})


async def wake(store: Store, account: Account, *, now: datetime = NOW) -> int:
    """Wake what waits for *account*."""
    async with store.unit_of_work(HERE) as uow:
        woken = await uow.deliveries.wake([account.id], now=now)
        await uow.commit()
    return woken


def is_parked(post: ChannelDelivery) -> ChannelDelivery:
    """Say how *post* stands that met an expired sign-in in its first attempt."""
    told = replace(post, state=S.WAITING, due_at=None, parked=True, fence=1, updated_at=NOW)
    return replace(told, kind=FailureKind.AUTH_EXPIRED, reason=RENEW_FIRST)
