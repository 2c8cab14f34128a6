import asyncio

import pytest

from omnichannel.application.dtos.accounts import CredentialsIn
from omnichannel.domain.errors import NotAllowedNow, NotFound
from omnichannel.domain.outcome import CannotTell
from omnichannel.domain.sign_in import Dead
from tests.core.application.services.house import STRANGER, House
from tests.core.application.services.refreshing import Renewing
from tests.core.fakes.examples import PRINCIPAL


@pytest.fixture
def renewing(house: House) -> Renewing:
    """An account whose sign-in is not due to be renewed."""
    return Renewing(house)


async def test_a_person_has_a_sign_in_renewed(renewing: Renewing) -> None:
    """At once, with what came of it and a line in the audit log."""
    answer = await renewing.now.refresh(PRINCIPAL, renewing.house.feed)

    account = await renewing.stored()
    assert (True, account.expires_at, None) == (answer.ok, answer.expires_at, answer.reason)
    assert "token-1" == await renewing.token()
    assert "account.refreshed" == (await renewing.house.deeds(account.id))[-1].action


async def test_a_second_one_is_told_that_it_is_being_renewed(renewing: Renewing) -> None:
    """One refresh token is never used twice at the same time."""
    asked = renewing.house.feed
    refused: list[NotAllowedNow] = []

    async def comes_too() -> None:
        with pytest.raises(
            NotAllowedNow, match=r"Cannot renew the sign-in: it is being renewed already\. Wait"
        ) as caught:
            await renewing.now.refresh(PRINCIPAL, asked)
        refused.append(caught.value)

    renewing.gateway.meanwhile = comes_too
    answer = await renewing.now.refresh(PRINCIPAL, asked)

    assert (True, 1, 1) == (answer.ok, len(refused), len(renewing.gateway.used))


@pytest.mark.parametrize(
    ("renewal", "ok", "told", "fix", "action"),
    [
        (Dead("It is gone.", "Connect it."), False, "It is gone.", "Connect it.", "account.refresh_refused"),
        (
            CannotTell("It rains."),
            None,
            "It rains.",
            "It is tried again by itself. Nothing was changed.",
            "account.refresh_failed",
        ),
    ],
)
async def test_what_went_wrong_is_told(
    renewing: Renewing, renewal: Dead | CannotTell, ok: bool | None, told: str, fix: str, action: str
) -> None:
    """A refusal pauses, everything else is tried again."""
    renewing.gateway.renewal = renewal

    answer = await renewing.now.refresh(PRINCIPAL, renewing.house.feed)

    assert (ok, told, fix) == (answer.ok, answer.reason, answer.fix)
    assert ("active" if ok is None else "paused") == (await renewing.shown()).state
    assert action == (await renewing.house.deeds(renewing.house.feed))[-1].action


async def test_who_hangs_up_loses_no_sign_in(renewing: Renewing) -> None:
    """What the platform gave is stored, whether or not somebody still wants to hear of it."""
    asked, goes_on = asyncio.Event(), asyncio.Event()

    async def waits() -> None:
        asked.set()
        await goes_on.wait()

    renewing.gateway.meanwhile = waits
    asking = asyncio.create_task(renewing.now.refresh(PRINCIPAL, renewing.house.feed))
    await asked.wait()
    asking.cancel()
    goes_on.set()
    while (await renewing.stored()).refreshed_at is None:  # noqa: ASYNC110
        await asyncio.sleep(0.01)

    assert "token-1" == await renewing.token()


async def test_who_reconnects_meanwhile_is_told_of(renewing: Renewing) -> None:
    """Their word counts."""

    async def reconnects() -> None:
        again = CredentialsIn(credentials={"token": "a person's token"})
        await renewing.house.connects.reconnect(PRINCIPAL, renewing.house.feed, again)

    renewing.gateway.meanwhile = reconnects
    answer = await renewing.now.refresh(PRINCIPAL, renewing.house.feed)

    assert (None, True) == (answer.ok, "what they did counts" in (answer.reason or ""))
    assert "a person's token" == await renewing.token()


async def test_only_what_can_be_renewed_is(renewing: Renewing) -> None:
    """A channel that does not renew says so; an account of others does not exist."""
    with pytest.raises(NotAllowedNow, match="Cannot renew the sign-in: Mail does not renew"):
        await renewing.now.refresh(PRINCIPAL, renewing.house.mail)
    with pytest.raises(NotFound):
        await renewing.now.refresh(STRANGER, renewing.house.feed)
