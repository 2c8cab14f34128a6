"""One person, several ways to reach them: tried one after the other by a runtime that runs."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.walks.command_line import command
from tests.walks.hand_in import hand_in
from tests.walks.house import House, open_house

NOBODY, ADA = "unknown-person@guests.example", "ada@guests.example"
ADA_AT_WORK = "ada@work.example"


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[House]:
    """A house with a stranger's mail channel, whose platform tells later whether a mail arrived."""
    async with open_house(tmp_path, toys=("receiptmail",)) as house:
        yield house


async def by_two_ways(house: House, first: str, *, channel: str, minutes: int | None = None) -> str:
    """Write to Ada at *first* by *channel*, else to her work by another account; gives the message's id."""
    one = await house.connect(channel, name="First")
    other = await house.connect("receiptmail", name="Second")
    person = {"addresses": [first], "otherwise": [ADA_AT_WORK]}
    target = {
        "account_id": one,
        "recipients": [person],
        "fallbacks": [{"account_id": other, "after_minutes": minutes}],
    }
    accepted = await house.publish(one, "Rye", title="Rye", targets=[target])
    return str(accepted["id"])


async def until_both(house: House, id: str, *states: str) -> list[dict[str, Any]]:
    """Wait until the two ways are in these states; gives their deliveries."""
    async with asyncio.timeout(30):
        while True:
            deliveries: list[dict[str, Any]] = (await house.message(id))["deliveries"]
            if list(states) == [one["state"] for one in deliveries]:
                return deliveries
            await asyncio.sleep(0.05)


async def arrived_at(house: House) -> list[str]:
    """Give to whom mails came, in their order."""
    return [person for one in await house.arrivals("email") for person in one["recipients"]]


def hurry(house: House) -> None:
    """Let the minute pass in which evidence is waited for: people cannot ask for less."""
    with closing(sqlite3.connect(house.home / "omnichannel.db", timeout=10)) as opened, opened:
        hurried = "UPDATE deliveries SET due_at = due_at - 60000000 WHERE state = 'published'"
        assert 1 == opened.execute(hurried).rowcount


async def test_the_next_way_takes_over_where_the_first_fails(told: House) -> None:
    """The first address does not exist: the second account is claimed at once, and its mail arrives once."""
    id = await by_two_ways(told, NOBODY, channel="email")

    failed, sent = await until_both(told, id, "failed", "published")
    done = await command(told, "explain", f"{id}/d1")

    assert [ADA_AT_WORK] == await arrived_at(told)
    assert failed["chain"]["handed_on_at"] is not None
    assert (1, "published") == (len(sent["tries"]), (await told.message(id))["status"])
    headline = "Email says that there is no such address; Receiptmail took over."
    assert headline in " ".join(done.out.split())


async def test_the_next_way_takes_over_without_word_and_both_arrive(told: House) -> None:
    """Not delivered in time, the next goes out, once; a later receipt says that it arrived by both."""
    id = await by_two_ways(told, ADA, channel="receiptmail", minutes=1)
    first, _ = await until_both(told, id, "published", "standby")
    alone = await arrived_at(told)
    hurry(told)
    _, second = await until_both(told, id, "published", "published")
    heard = [await hand_in(told, one["id"], "delivered") for one in (second, first, first)]
    one, other = await until_both(told, id, "delivered", "delivered")
    said = (await told.api.get(f"/v1/deliveries/{first['id']}/explain")).json()

    assert ([ADA], [ADA, ADA_AT_WORK]) == (alone, await arrived_at(told))
    assert ["changed", "changed", "known"] == heard
    assert (["receiptmail"], ["receiptmail"]) == (one["also_arrived_by"], other["also_arrived_by"])
    assert "It has arrived, and by Receiptmail as well." == said["headline"]


async def test_a_receipt_in_time_spares_the_next_way(told: House) -> None:
    """Delivered before the time is over, nothing more is sent."""
    id = await by_two_ways(told, ADA, channel="receiptmail", minutes=1)
    first, _ = await until_both(told, id, "published", "standby")

    heard = await hand_in(told, first["id"], "read")
    _, spared = await until_both(told, id, "read", "skipped")

    assert ("changed", "It arrived by Receiptmail.") == (heard, spared["reason"])
    assert [ADA] == await arrived_at(told)


async def test_what_nobody_knows_never_falls_back(told: House) -> None:
    """The answer was lost: nobody else is sent on a guess, until a person says that it is not there."""
    await told.fault("email", {"kind": "answer_lost", "times": 1})
    id = await by_two_ways(told, ADA, channel="email")
    unknown = await told.until_told(id)
    await asyncio.sleep(6)
    _, waiting = await until_both(told, id, "unknown", "standby")
    said = (await told.api.get(f"/v1/deliveries/{waiting['id']}/explain")).json()
    before = await arrived_at(told)
    done = await command(told, "resolve", f"{id}/d1", "failed")
    await until_both(told, id, "failed", "published")

    assert (True, [ADA]) == (unknown["asks_person"], before)
    assert "It stands by: nobody knows yet whether Email published the message." == said["headline"]
    assert 0 == done.code, done.err
    assert [ADA, ADA_AT_WORK] == await arrived_at(told)
