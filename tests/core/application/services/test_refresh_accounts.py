import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from omnichannel.application.dtos.accounts import AccountEditIn, CredentialsIn, PauseIn
from omnichannel.application.ports.outbound.http import AnswerLost, NothingSent
from omnichannel.application.services import renew_sign_in
from omnichannel.application.services.edit_account import EditAccountService
from omnichannel.application.services.remove_account import RemoveAccountService
from omnichannel.domain.account import AccountState, PausedBy
from omnichannel.domain.events import SignInsExpired
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import CannotTell, Published, Refused
from omnichannel.domain.sign_in import Dead, Refreshed
from tests.core.application.services.house import TOKEN, House
from tests.core.application.services.refreshing import LEASE, Renewing
from tests.core.fakes.examples import PRINCIPAL, at
from tests.core.fakes.fake_channels import FakeOptions

EXPIRED = Refused(FailureKind.AUTH_EXPIRED, "The token expired.", "Connect it again.")
GONE = Dead("The grant was revoked.", "Connect the account again.")
DAY = timedelta(days=1)


@pytest.fixture
async def renewing(house: House) -> Renewing:
    """An account whose sign-in is to be renewed now."""
    made = Renewing(house)
    account = await made.stored()
    await made.save(replace(account, expires_at=at(3600), refresh_at=at(0), version=account.version + 1))
    return made


async def test_a_sign_in_that_is_due_is_renewed(renewing: Renewing) -> None:
    """The new one is stored, with its end, and is renewed in its turn at three quarters of its life."""
    assert await renewing.due.refresh()

    account, now = await renewing.stored(), renewing.house.clock.now()
    assert ("token-1", [TOKEN]) == (await renewing.token(), renewing.gateway.used)
    assert (now + 40 * DAY, now + 30 * DAY, now) == (
        account.expires_at,
        account.refresh_at,
        account.refreshed_at,
    )
    assert now + 30 * DAY == await renewing.due.next_due()
    assert not await renewing.due.refresh()


async def test_two_who_look_at_once_renew_it_once(renewing: Renewing) -> None:
    """The claim decides."""
    await asyncio.gather(*(renewing.due.refresh() for _ in range(5)))

    assert [TOKEN] == renewing.gateway.used


@pytest.mark.parametrize(
    ("fault", "told", "is_unclear"),
    [
        (NothingSent("no route"), "Feed could not be reached.", False),
        (AnswerLost("hung up"), "Feed gave no answer.", True),
        (TimeoutError(), "Feed gave no answer.", True),
        (RuntimeError("secret"), "The plugin of Feed failed: RuntimeError.", True),
        (CannotTell("Feed answered 500."), "Feed answered 500.", True),
        (
            Refreshed(FakeOptions()),
            "The plugin of Feed failed: it gave credentials of another kind.",
            True,
        ),
    ],
)
async def test_a_blip_changes_nothing(
    renewing: Renewing, fault: Exception | CannotTell, told: str, is_unclear: bool
) -> None:
    """It is tried again after a pause, with the same token; the account goes on meanwhile."""
    renewing.gateway.renewal = fault
    before = await renewing.stored()

    await renewing.due.refresh()

    account = await renewing.stored()
    pause = timedelta(seconds=3.75)
    assert (AccountState.ACTIVE, before.sealed) == (account.state, account.sealed)
    assert (told, 1, is_unclear) == (
        account.refresh_problem,
        account.refresh_failures,
        account.refresh_unclear,
    )
    assert renewing.house.clock.now() + pause == account.refresh_at
    renewing.gateway.renewal = None
    renewing.house.clock.advance(4)
    await renewing.due.refresh()
    assert [TOKEN, TOKEN] == renewing.gateway.used
    assert (await renewing.stored()).refresh_problem is None


async def test_a_grant_that_is_gone_pauses_the_account(renewing: Renewing) -> None:
    """With the platform's reason and what to do, and nobody tries again."""
    renewing.gateway.renewal = GONE

    await renewing.due.refresh()

    shown = await renewing.shown()
    assert ("paused", "sign_in", "The grant was revoked. Connect the account again.") == (
        shown.state,
        shown.paused_by,
        shown.pause_reason,
    )
    assert not shown.refreshes
    assert await renewing.due.next_due() is None


async def test_a_grant_that_is_gone_after_a_lost_answer_says_what_happened(renewing: Renewing) -> None:
    """The platform may have replaced the sign-in without our hearing of it."""
    renewing.gateway.renewal = AnswerLost("hung up")
    await renewing.due.refresh()
    renewing.gateway.renewal = GONE
    renewing.house.clock.advance(10)

    await renewing.due.refresh()

    told = f"The grant was revoked. {renew_sign_in.LOST_BEFORE} Connect the account again."
    assert told == (await renewing.stored()).pause_reason


async def test_whoever_dies_leaves_a_sign_in_that_is_due_again(renewing: Renewing) -> None:
    """When the lease has ended, and with a note that nobody knows what came of it."""
    async with renewing.house.store.unit_of_work() as work:
        await work.accounts.claim_refresh(now=renewing.house.clock.now(), limit=1, lease=LEASE)
        await work.commit()

    early = await renewing.due.refresh()
    renewing.house.clock.advance(LEASE.total_seconds())
    renewing.gateway.renewal = GONE
    late = await renewing.due.refresh()

    assert (False, True) == (early, late)
    assert renew_sign_in.LOST_BEFORE in ((await renewing.stored()).pause_reason or "")


async def test_who_reconnects_meanwhile_wins(renewing: Renewing) -> None:
    """What was renewed belongs to a sign-in that is gone: it is dropped."""

    async def reconnects() -> None:
        again = CredentialsIn(credentials={"token": "a person's token"})
        await renewing.house.connects.reconnect(PRINCIPAL, renewing.house.feed, again)

    renewing.gateway.meanwhile = reconnects
    await renewing.due.refresh()

    account = await renewing.stored()
    assert ("a person's token", None, AccountState.ACTIVE) == (
        await renewing.token(),
        account.refreshed_at,
        account.state,
    )


async def test_who_removes_the_account_meanwhile_wins(renewing: Renewing) -> None:
    """No credentials come back to what was removed."""
    house = renewing.house
    removes = RemoveAccountService(house.store, house.clock, house.vault)

    async def removed() -> None:
        await removes.remove(PRINCIPAL, house.feed)

    renewing.gateway.meanwhile = removed
    await renewing.due.refresh()

    with pytest.raises(AssertionError):
        await renewing.stored()


@pytest.mark.parametrize("deed", ["rename", "pause"])
async def test_what_else_people_do_meanwhile_stays(renewing: Renewing, deed: str) -> None:
    """The new sign-in is kept all the same: the old one may be worth nothing any more."""
    house = renewing.house

    async def done() -> None:
        if deed == "pause":
            await renewing.pauses.pause(PRINCIPAL, house.feed, PauseIn(reason="Holidays."))
            return
        version, edits = (await renewing.stored()).version, EditAccountService(house.store, house.clock)
        await edits.edit(PRINCIPAL, house.feed, AccountEditIn(name="Another"), version=version)

    renewing.gateway.meanwhile = done
    await renewing.due.refresh()

    account = await renewing.stored()
    assert "token-1" == await renewing.token()
    expected = (PausedBy.PERSON, "Feed") if deed == "pause" else (None, "Another")
    assert expected == (account.paused_by, account.name)


async def test_a_holder_who_comes_back_late_is_believed_about_a_new_sign_in_alone(
    renewing: Renewing,
) -> None:
    """Another took over after its lease: what it failed at is dropped, what it was given is kept."""
    first = replace(await renewing.stored())
    async with renewing.house.store.unit_of_work() as work:
        (held,) = await work.accounts.claim_refresh(now=renewing.house.clock.now(), limit=1, lease=LEASE)
        await work.commit()
    renewing.house.clock.advance(LEASE.total_seconds())
    async with renewing.house.store.unit_of_work() as work:
        await work.accounts.claim_refresh(now=renewing.house.clock.now(), limit=1, lease=LEASE)
        await work.commit()

    renewing.gateway.renewal = GONE
    _, refused = await renewing.renews.renew(held)
    renewing.gateway.renewal = None
    _, renewed = await renewing.renews.renew(held)

    assert first.sealed == held.sealed
    assert refused is None
    assert renewed is not None
    assert "token-2" == await renewing.token()


async def test_a_store_that_is_locked_for_a_moment_loses_no_sign_in(
    renewing: Renewing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written as soon as the store takes it; the platform is not asked again."""
    monkeypatch.setattr(renew_sign_in, "FIRST_PAUSE_SECONDS", 0.0)
    house, faults = renewing.house, [OSError("locked")] * 3
    real = house.store.unit_of_work

    def now_and_then(*workspace: Any) -> Any:
        if renewing.gateway.used and faults:
            raise faults.pop()
        return real(*workspace)

    monkeypatch.setattr(house.store, "unit_of_work", now_and_then)
    await renewing.due.refresh()

    assert ("token-1", [TOKEN]) == (await renewing.token(), renewing.gateway.used)


async def test_an_expired_sign_in_is_renewed_before_anything_else(renewing: Renewing) -> None:
    """The account is not paused, the post waits uncounted and goes on, and whoever renews is called."""
    house = renewing.house
    account = await renewing.stored()
    await renewing.save(replace(account, refresh_at=at(9_000), version=account.version + 1))
    message = await house.schedule()
    await house.settle(EXPIRED)
    waiting = (await house.gets.get(PRINCIPAL, message.id)).deliveries[0]
    during = await house.releases.release(10)

    await renewing.due.refresh()
    await house.settle(Published("42"))

    assert ("waiting", "sign_in", "The sign-in has to be renewed first.", 0) == (
        waiting.state,
        waiting.waits_for,
        waiting.reason,
        waiting.attempts,
    )
    assert (0, AccountState.ACTIVE) == (during, (await renewing.stored()).state)
    assert SignInsExpired(frozenset({house.feed})) in house.bus.events
    assert "published" == (await house.gets.get(PRINCIPAL, message.id)).status


async def test_what_a_dead_grant_stopped_goes_on_after_reconnecting(renewing: Renewing) -> None:
    """Until then it waits without a time."""
    house = renewing.house
    message = await house.schedule()
    await house.settle(EXPIRED)
    renewing.gateway.renewal = GONE
    await renewing.due.refresh()
    waiting = (await house.gets.get(PRINCIPAL, message.id)).deliveries[0]

    again = CredentialsIn(credentials={"token": "a person's token"})
    await house.connects.reconnect(PRINCIPAL, house.feed, again)
    await house.settle(Published("42"))

    assert ("waiting", "account", None) == (waiting.state, waiting.waits_for, waiting.next_look_at)
    assert "published" == (await house.gets.get(PRINCIPAL, message.id)).status


async def test_a_check_that_finds_it_dead_has_it_renewed(renewing: Renewing) -> None:
    """Whether the grant is dead is known only when renewing was refused."""
    renewing.gateway.health = GONE

    probed = await renewing.probes.probe(PRINCIPAL, renewing.house.feed)
    before = await renewing.shown()
    await renewing.due.refresh()

    assert (False, "It is renewed by itself now. Look at the account in a moment.") == (probed.ok, probed.fix)
    assert ("active", "token-1") == (before.state, await renewing.token())


async def test_a_persons_pause_outlives_a_dead_grant(renewing: Renewing) -> None:
    """It stays theirs, and what was found out is told."""
    await renewing.pauses.pause(PRINCIPAL, renewing.house.feed, PauseIn(reason="Holidays."))
    renewing.gateway.renewal = GONE

    await renewing.due.refresh()

    shown = await renewing.shown()
    assert ("person", "Holidays.") == (shown.paused_by, shown.pause_reason)
    assert "The grant was revoked. Connect the account again." == shown.refresh_problem


async def test_a_sign_in_without_a_known_end_is_not_planned(renewing: Renewing) -> None:
    """It is renewed when the platform says that it has expired."""
    renewing.gateway.life = None

    await renewing.due.refresh()

    shown = await renewing.shown()
    assert (False, None, None) == (shown.refreshes, shown.expires_at, await renewing.due.next_due())
    assert SecretStr("token-1") == SecretStr(await renewing.token())
