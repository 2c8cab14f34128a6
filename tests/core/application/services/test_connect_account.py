from pathlib import Path
from uuid import UUID

import pytest

from omnichannel.application.dtos.accounts import AccountIn, CredentialsIn
from omnichannel.application.services.connect_account import ConnectAccountService
from omnichannel.application.services.get_accounts import GetAccountsService
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Published, Refused
from omnichannel.testing.secrets import leaks
from tests.core.application.services.house import STRANGER, TOKEN, House
from tests.core.fakes.examples import PRINCIPAL
from tests.core.fakes.fake_channels import channel, channels

EXPIRED = Refused(FailureKind.AUTH_EXPIRED, "The token expired.", "Connect it again.")
NEW = CredentialsIn(credentials={"token": "another-token"})


def new(**fields: object) -> AccountIn:
    return AccountIn.model_validate(
        {"channel": "feed", "name": "Second", "credentials": {"token": TOKEN}, **fields}
    )


async def test_credentials_go_in_and_never_out(house: House, tmp_path: Path) -> None:
    """Neither an answer nor the database file holds a credential that was given."""
    given = new()
    answer = await house.connects.connect(PRINCIPAL, given)

    stored = [file.read_bytes().decode("latin-1") for file in tmp_path.iterdir()]

    assert [] == leaks([TOKEN], answer, answer.model_dump_json(), given, *stored)


async def test_a_channel_that_is_not_there_is_a_problem(house: House) -> None:
    """An account of an unknown channel is refused with the field."""
    with pytest.raises(InvalidRequest) as raised:
        await house.connects.connect(PRINCIPAL, new(channel="gone"))

    assert "/channel" == raised.value.problems[0].field


async def test_nobody_connects_to_an_internal_channel(house: House) -> None:
    """Its accounts are made by what uses it, and by nobody else."""
    inner = channels(channel(name="inner", label="Inner", is_internal=True))
    connects = ConnectAccountService(house.store, inner, house.bus, house.clock, house.vault)

    with pytest.raises(InvalidRequest, match="Nobody publishes by Inner"):
        await connects.connect(PRINCIPAL, new(channel="inner"))


@pytest.mark.parametrize(
    ("credentials", "field"),
    [
        ({}, "/credentials/token"),
        ({"token": TOKEN, "x": TOKEN}, "/credentials/x"),
        ({"token": [TOKEN]}, "/credentials/token"),
    ],
)
async def test_credentials_must_fit(house: House, credentials: dict[str, object], field: str) -> None:
    """What does not fit the channel's schema is named, and its value is not shown."""
    with pytest.raises(InvalidRequest) as raised:
        await house.connects.connect(PRINCIPAL, new(credentials=credentials))

    assert field == raised.value.problems[0].field
    assert [] == leaks([TOKEN], raised.value, raised.value.problems)


async def test_an_account_is_connected_once(house: House) -> None:
    """The same page a second time is refused."""
    with pytest.raises(NotAllowedNow):
        await house.connects.connect(PRINCIPAL, new(external_id="feed"))


async def test_a_reconnected_account_goes_on(house: House) -> None:
    """New credentials end the pause, and what waited for them is published."""
    message = await house.schedule()
    await house.settle(EXPIRED)
    paused = await GetAccountsService(house.store).get(PRINCIPAL, house.feed)

    account = await house.connects.reconnect(PRINCIPAL, house.feed, NEW)
    await house.settle(Published("42"))

    assert ("paused", "The token expired. Connect it again.") == (paused.state, paused.pause_reason)
    assert ("active", None) == (account.state, account.pause_reason)
    assert "published" == (await house.gets.get(PRINCIPAL, message.id)).status


async def test_new_credentials_are_used(house: House) -> None:
    """After a reconnect the vault opens the new ones."""
    await house.connects.reconnect(PRINCIPAL, house.feed, NEW)

    async with house.store.reading() as work:
        stored = (await work.accounts.get_many([house.feed]))[house.feed]
    opened = house.vault.open(stored, channel())

    assert "another-token" == opened.credentials.token.get_secret_value()


async def test_accounts_of_others_are_not_there(house: House) -> None:
    """Neither a stranger nor a wrong id finds an account."""
    for principal, id in [(STRANGER, house.feed), (PRINCIPAL, UUID(int=5))]:
        with pytest.raises(NotFound):
            await house.connects.reconnect(principal, id, NEW)
        with pytest.raises(NotFound):
            await GetAccountsService(house.store).get(principal, id)


async def test_accounts_are_listed_by_channel(house: House) -> None:
    """All accounts of the workspace are listed, and no one else's."""
    accounts = GetAccountsService(house.store)

    assert ["Feed", "Mail"] == [
        account.name for account in (await accounts.list(PRINCIPAL, limit=9, cursor=None)).items
    ]
    assert [] == (await accounts.list(STRANGER, limit=9, cursor=None)).items


async def test_the_deeds_are_written_down(house: House) -> None:
    """The audit log tells who connected what, without a secret."""
    await house.connects.reconnect(PRINCIPAL, house.feed, NEW)

    deeds = await house.deeds(house.feed)

    assert [("account.connected", "feed: Feed"), ("account.reconnected", "feed: Feed")] == [
        (deed.action, deed.detail) for deed in deeds
    ]
