import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from omnichannel.application.dtos.messages import Draft, MessageIn
from omnichannel.application.services.get_accounts import GetAccountsService
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Published, Refused, Unknown
from omnichannel.domain.sign_in import Granted
from tests.core.application.services.house import House, mailed
from tests.core.application.services.reception import Reception, candidate
from tests.core.fakes.examples import PRINCIPAL

EXPIRED = Refused(FailureKind.AUTH_EXPIRED, "The token expired.", "Connect it again.")


async def test_a_removed_account_is_gone(house: House) -> None:
    """Lists leave it out, nobody reads it, it cannot be removed again, and it is written down."""
    reception = Reception(house)
    await house.schedule()

    await reception.removes.remove(PRINCIPAL, house.feed)

    accounts = GetAccountsService(house.store)
    assert ["Mail"] == [
        account.name for account in (await accounts.list(PRINCIPAL, limit=9, cursor=None)).items
    ]
    with pytest.raises(NotFound):
        await accounts.get(PRINCIPAL, house.feed)
    with pytest.raises(NotFound):
        await reception.removes.remove(PRINCIPAL, house.feed)
    assert ("account.removed", "feed: Feed, 1 deliveries ended") == (
        (await house.deeds(house.feed))[-1].action,
        (await house.deeds(house.feed))[-1].detail,
    )


async def test_its_credentials_are_erased(house: House, tmp_path: Path) -> None:
    """Sealed or not, nothing of them is left in its row."""
    with closing(sqlite3.connect(tmp_path / "omnichannel.db")) as database:
        find = "SELECT sealed, name FROM accounts WHERE id = ?"
        ((before, _),) = database.execute(find, [house.feed.hex]).fetchall()

        await Reception(house).removes.remove(PRINCIPAL, house.feed)

        assert before
        assert [(b"", "Feed")] == database.execute(find, [house.feed.hex]).fetchall()


async def test_what_was_not_sent_is_called_off(house: House) -> None:
    """With the reason; what was published stays readable, and other accounts' posts go out."""
    reception = Reception(house)
    published = await house.schedule("First")
    await house.settle(Published("42"))
    both = await house.schedule(
        "Second",
        content={"text": "Second", "title": "x"},
        targets=[{"account_id": house.feed}, mailed(house.mail, "a@x.example")],
    )

    await reception.removes.remove(PRINCIPAL, house.feed)
    await house.settle(Published("43"))

    feed, mail = sorted((await house.gets.get(PRINCIPAL, both.id)).deliveries, key=lambda one: one.channel)
    assert ("cancelled", "The account was removed.") == (feed.state, feed.reason)
    assert "published" == mail.state
    assert "published" == (await house.gets.get(PRINCIPAL, published.id)).status


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Published("42"), "published"),
        (EXPIRED, "waiting"),
        (Deferred("Busy."), "waiting"),
        (Unknown("Lost."), "unknown"),
    ],
)
async def test_an_attempt_under_way_revives_nothing(house: House, outcome: object, state: str) -> None:
    """Its outcome is kept as it is, and the account stays removed."""
    reception = Reception(house)
    message = await house.schedule()
    (claim,) = await house.claimed()

    await reception.removes.remove(PRINCIPAL, house.feed)
    await house.settles.put(house.settles.outcome(claim, outcome))  # type: ignore[arg-type]

    (delivery,) = (await house.gets.get(PRINCIPAL, message.id)).deliveries
    assert state == delivery.state
    assert await reception.stored(house.feed) is None


async def test_its_id_can_be_connected_again(house: House) -> None:
    """As a new account, by credentials or by signing in."""
    reception = Reception(house)
    reception.gateway.grant = Granted((candidate("feed"),))
    await reception.removes.remove(PRINCIPAL, house.feed)

    (account,) = (await reception.chosen("feed")).items

    assert ("feed", "active", 1) == (account.external_id, account.state, account.version)
    assert account.id != house.feed


async def test_a_message_to_it_can_be_mended(house: House) -> None:
    """Moving the message is refused in words; edited without the account, it is scheduled."""
    reception = Reception(house)
    both = [{"account_id": house.feed}, mailed(house.mail, "a@x.example")]
    message = await house.schedule(
        content={"text": "Bread", "title": "x"},
        targets=both,
        publish={"when": "at", "local": "2027-03-02T09:00:00", "zone": "UTC"},
    )
    await reception.removes.remove(PRINCIPAL, house.feed)

    with pytest.raises(NotAllowedNow, match="addressed to an account that was removed"):
        await house.edits.reschedule(PRINCIPAL, message.id, Draft(when="draft"), version=1)
    with pytest.raises(InvalidRequest, match="targets"):
        await house.edits.edit(PRINCIPAL, message.id, house.written(targets=both), version=1)
    kept: MessageIn = house.written(content={"text": "Bread", "title": "x"}, targets=both[1:])
    await house.edits.edit(PRINCIPAL, message.id, kept, version=1)

    (delivery,) = (await house.gets.get(PRINCIPAL, message.id)).deliveries
    assert (house.mail, "scheduled") == (delivery.account_id, delivery.state)
