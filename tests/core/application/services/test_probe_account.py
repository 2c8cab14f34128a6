from typing import Any
from uuid import UUID

import pytest

from omnichannel.application.dtos.accounts import CredentialsIn, PauseIn
from omnichannel.application.ports.outbound.http import NothingSent
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.errors import NotAllowedNow, NotFound
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import CannotTell, Published, Refused
from omnichannel.domain.sign_in import Alive, Dead
from tests.core.application.services.house import STRANGER, House
from tests.core.application.services.reception import Reception
from tests.core.fakes.examples import PRINCIPAL, at

DEAD = Dead("The token ended.", "Connect it again.")
EXPIRED = Refused(FailureKind.AUTH_EXPIRED, "The token expired.", "Connect it again.")


async def test_a_good_sign_in_is_good(house: House) -> None:
    """When it ends is stored and shown; asked again, nothing changes."""
    reception = Reception(house)
    reception.gateway.health = Alive(at(3600))

    answer = await reception.probes.probe(PRINCIPAL, house.feed)
    again = await reception.probes.probe(PRINCIPAL, house.feed)

    account = await reception.stored(house.feed)
    assert account is not None
    assert (True, at(3600), house.clock.now(), None) == (
        answer.ok,
        answer.expires_at,
        answer.checked_at,
        answer.reason,
    )
    assert answer == again
    assert (at(3600), 2) == (account.expires_at, account.version)


async def test_a_dead_sign_in_pauses_the_account(house: House) -> None:
    """Nothing is sent with it any more; the reason is told and written down."""
    reception = Reception(house)
    reception.gateway.health = DEAD

    answer = await reception.probes.probe(PRINCIPAL, house.feed)

    account = await reception.stored(house.feed)
    assert account is not None
    assert (False, "The token ended.", "Connect it again.") == (answer.ok, answer.reason, answer.fix)
    assert ("paused", "sign_in", "The token ended. Connect it again.") == (
        account.state,
        account.paused_by,
        account.pause_reason,
    )
    assert "account.paused" == (await house.deeds(house.feed))[-1].action


async def test_a_sign_in_that_is_good_again_goes_on(house: House) -> None:
    """What its platform had stopped is published."""
    reception = Reception(house)
    message = await house.schedule()
    await house.settle(EXPIRED)

    await reception.probes.probe(PRINCIPAL, house.feed)
    await house.settle(Published("42"))

    assert "published" == (await house.gets.get(PRINCIPAL, message.id)).status
    assert "account.resumed" == (await house.deeds(house.feed))[-1].action


@pytest.mark.parametrize("health", [Alive(), DEAD, Alive(at(5))])
async def test_a_persons_pause_is_left_alone(house: House, health: Any) -> None:
    """Whatever the platform says, only a person lets it go on, and the person's words stay."""
    reception = Reception(house)
    await reception.pauses.pause(PRINCIPAL, house.feed, PauseIn(reason="Holidays."))
    reception.gateway.health = health

    await reception.probes.probe(PRINCIPAL, house.feed)

    account = await reception.stored(house.feed)
    assert account is not None
    assert ("paused", "person", "Holidays.") == (account.state, account.paused_by, account.pause_reason)


@pytest.mark.parametrize(
    ("health", "reason"),
    [
        (CannotTell("It rains."), "It rains."),
        (NothingSent("no route"), "Feed could not be reached."),
        (RuntimeError("secret"), "The plugin of Feed failed: RuntimeError."),
    ],
)
async def test_no_answer_changes_nothing(house: House, health: Any, reason: str) -> None:
    """An outage stops no account."""
    reception = Reception(house)
    reception.gateway.health = health

    answer = await reception.probes.probe(PRINCIPAL, house.feed)

    account = await reception.stored(house.feed)
    assert account is not None
    assert (None, reason, "Try again later. Nothing was changed.") == (answer.ok, answer.reason, answer.fix)
    assert ("active", 1) == (account.state, account.version)


async def test_who_reconnected_meanwhile_is_left_alone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer was about the old credentials."""
    reception = Reception(house)

    async def reconnects(account: OpenAccount, http: Any) -> Dead:
        await house.connects.reconnect(PRINCIPAL, house.feed, CredentialsIn(credentials={"token": "new"}))
        return DEAD

    monkeypatch.setattr(reception.gateway, "probe", reconnects)
    await reception.probes.probe(PRINCIPAL, house.feed)

    account = await reception.stored(house.feed)
    assert account is not None
    assert ("active", 2) == (account.state, account.version)


async def test_who_cannot_be_asked_is_told(house: House) -> None:
    """A channel without a check, and accounts of others or of nobody."""
    reception = Reception(house)

    with pytest.raises(
        NotAllowedNow, match=r"Cannot check the account: Mail cannot be asked\. Publish something"
    ):
        await reception.probes.probe(PRINCIPAL, house.mail)
    for principal, id in ((STRANGER, house.feed), (PRINCIPAL, UUID(int=5))):
        with pytest.raises(NotFound):
            await reception.probes.probe(principal, id)
