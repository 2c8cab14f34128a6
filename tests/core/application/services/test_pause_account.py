from uuid import UUID

import pytest

from omnichannel.application.dtos.accounts import AccountEditIn, PauseIn
from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.domain.errors import NotFound, StaleVersion
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.lateness import JUST_AFTER
from omnichannel.domain.outcome import Published, Refused
from tests.core.application.services.house import STRANGER, House
from tests.core.application.services.reception import Reception
from tests.core.fakes.examples import PRINCIPAL, at

EXPIRED = Refused(FailureKind.AUTH_EXPIRED, "The token expired.", "Connect it again.")


async def state_of(house: House, message_id: UUID) -> tuple[str, bool]:
    (delivery,) = (await house.gets.get(PRINCIPAL, message_id)).deliveries
    return delivery.state, delivery.next_look_at is None


async def test_a_paused_account_publishes_nothing_until_it_is_resumed(house: House) -> None:
    """What is due waits, uncounted; resumed, it goes out."""
    reception = Reception(house)
    paused = await reception.pauses.pause(PRINCIPAL, house.feed, PauseIn(reason="Holidays."))
    message = await house.schedule()
    assert 0 == await house.releases.release(100)
    waiting = await state_of(house, message.id)

    resumed = await reception.pauses.resume(PRINCIPAL, house.feed)
    await house.settle(Published("42"))

    assert ("paused", "person", "Holidays.") == (paused.state, paused.paused_by, paused.pause_reason)
    assert ("waiting", True) == waiting
    assert ("active", None, None) == (resumed.state, resumed.paused_by, resumed.pause_reason)
    assert ("published", True) == await state_of(house, message.id)
    actions = [deed.action for deed in await house.deeds(house.feed)]
    assert ["account.connected", "account.paused", "account.resumed"] == actions


async def test_what_waits_for_a_paused_account_says_so(house: House) -> None:
    """Also where it may not wait for ever: then the moment is the end of its patience, and no next try."""
    reception = Reception(house)
    await reception.pauses.pause(PRINCIPAL, house.feed, PauseIn(reason=None))
    patient = await house.schedule()
    hurried = await house.schedule(lateness={"minutes": 30})
    await house.releases.release(100)

    (one,) = (await house.gets.get(PRINCIPAL, patient.id)).deliveries
    (other,) = (await house.gets.get(PRINCIPAL, hurried.id)).deliveries

    assert ("account", None) == (one.waits_for, one.next_look_at)
    assert ("account", at(1800) + JUST_AFTER) == (other.waits_for, other.next_look_at)
    assert other.waits_for == (await house.resolves.get(PRINCIPAL, other.id)).waits_for
    page = await house.delivery_lists.list(PRINCIPAL, DeliveryFilter(), limit=5, cursor=None)
    assert ["account", "account"] == [each.waits_for for each in page.items]

    await reception.pauses.resume(PRINCIPAL, house.feed)
    assert [None] == [each.waits_for for each in (await house.gets.get(PRINCIPAL, patient.id)).deliveries]


async def test_what_is_under_way_ends(house: House) -> None:
    """A pause undoes nothing: the attempt that runs is published; refused, it waits with the others."""
    reception = Reception(house)
    first, second = await house.schedule(), await house.schedule("Second")
    claims = {claim.message.id: claim for claim in await house.claimed()}
    await reception.pauses.pause(PRINCIPAL, house.feed, PauseIn(reason=None))

    await house.settles.put(house.settles.outcome(claims[first.id], Published("42")))
    await house.settles.put(house.settles.outcome(claims[second.id], EXPIRED))

    account = await reception.stored(house.feed)
    assert account is not None
    assert ("published", True) == await state_of(house, first.id)
    assert ("waiting", True) == await state_of(house, second.id)
    assert ("person", "Somebody paused it. Resume it when it shall publish again.") == (
        account.paused_by,
        account.pause_reason,
    )


async def test_a_person_may_resume_what_a_platform_stopped(house: House) -> None:
    """It is tried again, and stops again if the sign-in is dead still; nothing is lost."""
    reception = Reception(house)
    message = await house.schedule()
    await house.settle(EXPIRED)

    await reception.pauses.resume(PRINCIPAL, house.feed)
    await house.settle(EXPIRED)

    account = await reception.stored(house.feed)
    assert account is not None
    assert ("paused", "sign_in") == (account.state, account.paused_by)
    assert ("waiting", True) == await state_of(house, message.id)


async def test_resuming_an_active_account_changes_nothing(house: House) -> None:
    """Neither its version nor the audit log."""
    account = await Reception(house).pauses.resume(PRINCIPAL, house.feed)

    assert ("active", 1) == (account.state, account.version)
    assert ["account.connected"] == [deed.action for deed in await house.deeds(house.feed)]


async def test_an_account_is_renamed(house: House) -> None:
    """By whoever saw its present version."""
    reception = Reception(house)
    new = AccountEditIn(name="Bakery", handle="@bakery")

    account = await reception.edits.edit(PRINCIPAL, house.feed, new, version=1)
    with pytest.raises(StaleVersion):
        await reception.edits.edit(PRINCIPAL, house.feed, AccountEditIn(name="Late"), version=1)

    assert ("Bakery", "@bakery", 2) == (account.name, account.handle, account.version)
    assert ("account.edited", "feed: Bakery") == (
        (await house.deeds(house.feed))[-1].action,
        (await house.deeds(house.feed))[-1].detail,
    )


async def test_accounts_of_others_are_not_there(house: House) -> None:
    """Neither a stranger nor a wrong id stops, renames or removes an account."""
    reception = Reception(house)
    for who, id in ((STRANGER, house.feed), (PRINCIPAL, UUID(int=5))):
        for deed in (
            reception.pauses.pause(who, id, PauseIn()),
            reception.pauses.resume(who, id),
            reception.edits.edit(who, id, AccountEditIn(name="x"), version=1),
            reception.removes.remove(who, id),
            reception.quotas.ask(who, id, None),
        ):
            with pytest.raises(NotFound):
                await deed
