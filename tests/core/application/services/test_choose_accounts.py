import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from omnichannel.application.dtos.accounts import PauseIn
from omnichannel.application.dtos.connections import ChooseIn
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Published, Refused
from omnichannel.domain.sign_in import Granted
from tests.core.application.services.house import STRANGER, House
from tests.core.application.services.reception import SECRET, Reception, candidate
from tests.core.fakes.examples import PRINCIPAL, at
from tests.core.fakes.fake_channels import channel

EXPIRED = Refused(FailureKind.AUTH_EXPIRED, "The token expired.", "Connect it again.")


async def test_chosen_accounts_are_connected(house: House) -> None:
    """In the order of the choice, with the names and the end that the platform gave; credentials open."""
    reception = Reception(house)
    reception.gateway.grant = Granted((candidate("1"), candidate("2", handle="@two", expires_at=at(99))))

    accounts = (await reception.chosen("2", "1")).items

    assert [("2", "Page 2", "@two", at(99)), ("1", "Page 1", None, None)] == [
        (one.external_id, one.name, one.handle, one.expires_at) for one in accounts
    ]
    stored = await reception.stored(accounts[0].id)
    assert stored is not None
    assert f"{SECRET}-2" == house.vault.open(stored, channel()).credentials.token.get_secret_value()
    assert ["account.connected"] == [deed.action for deed in await house.deeds(stored.id)]


async def test_a_known_account_goes_on(house: House) -> None:
    """Stopped by its platform, it gets the new sign-in, keeps its name, and what waited is published."""
    reception = Reception(house)
    reception.gateway.grant = Granted((candidate("feed"),))
    message = await house.schedule()
    await house.settle(EXPIRED)

    (account,) = (await reception.chosen("feed")).items
    await house.settle(Published("42"))

    assert (house.feed, "Feed", "active", 3) == (account.id, account.name, account.state, account.version)
    assert "published" == (await house.gets.get(PRINCIPAL, message.id)).status
    assert "account.reconnected" == (await house.deeds(account.id))[-1].action


async def test_a_person_keeps_their_pause(house: House) -> None:
    """A new sign-in is stored, and what a person paused stays paused."""
    reception = Reception(house)
    reception.gateway.grant = Granted((candidate("feed"),))
    await reception.pauses.pause(PRINCIPAL, house.feed, PauseIn(reason="Holidays."))

    (account,) = (await reception.chosen("feed")).items

    assert ("paused", "person", "Holidays.") == (account.state, account.paused_by, account.pause_reason)


async def test_it_is_chosen_once(house: House) -> None:
    """Of five at once, one connects; the others are told that it is done, and nothing comes twice."""
    reception = Reception(house)
    id = await reception.signed_in()

    answers = await asyncio.gather(*(reception.chosen("1", id=id) for _ in range(5)), return_exceptions=True)

    assert 4 == len([one for one in answers if isinstance(one, NotAllowedNow)])
    async with house.store.reading(PRINCIPAL.workspace_id) as work:
        assert {"1"} == set(await work.accounts.by_external_ids("feed", ["1"]))
        stored = await work.connections.get_by_id(id)
    assert stored is not None
    assert b"" == stored.sealed


@pytest.mark.parametrize(
    ("ids", "field", "detail"),
    [
        (["1", "9"], "/external_ids/1", "It is none of the candidates."),
        (["1", "2", "1"], "/external_ids/2", "It stands there twice."),
    ],
)
async def test_only_candidates_can_be_chosen(house: House, ids: list[str], field: str, detail: str) -> None:
    """A wrong id is named, and nothing is connected; the choice can be made again."""
    reception = Reception(house)
    id = await reception.signed_in()

    with pytest.raises(InvalidRequest) as raised:
        await reception.chosen(*ids, id=id)

    (problem,) = raised.value.problems
    assert (field, detail) == (problem.field, problem.detail)
    assert 1 == len((await reception.chosen("1", id=id)).items)


async def test_what_cannot_be_chosen_from_says_why(house: House) -> None:
    """Too early, too late, and somebody else's."""
    reception = Reception(house)
    waiting, _ = await reception.started()
    offered = await reception.signed_in()

    with pytest.raises(NotAllowedNow, match="nobody has signed in at the platform yet"):
        await reception.chosen("1", id=waiting)
    with pytest.raises(NotFound):
        await reception.chooses.choose(STRANGER, offered, ChooseIn(external_ids=["1"]))
    with pytest.raises(NotFound):
        await reception.chosen("1", id=UUID(int=5))
    house.clock.advance(1800)
    with pytest.raises(NotAllowedNow, match=r"the connection is expired\. Start connecting again"):
        await reception.chosen("1", id=offered)


async def test_what_was_moved_in_the_store_does_not_open(house: House) -> None:
    """Sealed for one connection, credentials are worth nothing in another."""
    reception = Reception(house)
    first, second = await reception.signed_in(), await reception.signed_in()
    async with house.store.unit_of_work(PRINCIPAL.workspace_id) as work:
        one, other = [await work.connections.get_by_id(id) for id in (first, second)]
        assert one is not None
        assert other is not None
        await work.connections.save(replace(one, sealed=other.sealed), now=house.clock.now())
        await work.commit()

    with pytest.raises(NotAllowedNow, match="can no longer be read"):
        await reception.chosen("1", id=first)
