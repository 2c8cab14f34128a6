"""A message to more people than a request can name, from the file to everybody's mail."""

import asyncio
import sqlite3
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.walks.house import House, open_house

PEOPLE = 700
AHEAD = timedelta(seconds=8)
TRIES = 5
UNHURRIED = {"OMNICHANNEL_LEASE_SECONDS": "6", "OMNICHANNEL_MAX_IN_FLIGHT": "8"}
"""Mails that are too slow for their lease would ask a person, on a busy machine most of all."""


def address(number: int) -> str:
    return f"guest{number}@guests.example"


async def uploaded(house: House, people: int) -> str:
    """Upload a list of so many people; gives its id."""
    data = "address;name\n" + "".join(f"{address(number)};Guest {number}\n" for number in range(people))
    response = await house.api.post(
        "/v1/recipient-lists", files={"file": ("guests.csv", data.encode())}, data={"name": "Guests"}
    )
    assert (201, people) == (response.status_code, response.json()["count"]), response.text
    return str(response.json()["id"])


def position(house: House, id: str) -> int:
    """Read from the store itself how far a message's fan-out is; no process need run for that."""
    with closing(sqlite3.connect(f"file:{house.home}/omnichannel.db?mode=ro", uri=True)) as database:
        query = "SELECT position FROM fan_outs WHERE message_id = ?"
        (found,) = database.execute(query, (id.replace("-", ""),)).fetchone()
    return int(found)


async def killed_midway(house: House, account: str, list_id: str) -> str:
    """Schedule messages until one's fan-out is caught in the middle by the runtime's death; gives its id."""
    for _ in range(TRIES):
        local = (datetime.now(UTC) + AHEAD).replace(tzinfo=None).isoformat(timespec="milliseconds")
        targets = [{"account_id": account, "recipient_list_id": list_id}]
        publish = {"when": "at", "local": local, "zone": "UTC"}
        id = str(
            (await house.publish(account, "Hello", title="News", targets=targets, publish=publish))["id"]
        )
        while position(house, id) == 0:  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.001)
        await house.kill()
        if position(house, id) < PEOPLE:
            return id
        await house.start()
        await house.api.post(f"/v1/messages/{id}:cancel")
    raise AssertionError("no fan-out was slow enough to be caught")


async def until_published(house: House, id: str, *, seconds: float) -> dict[str, Any]:
    """Wait until a message is published, and see that it never says so too early."""
    end = time.monotonic() + seconds
    while True:
        message = await house.message(id)
        if message["status"] == "published":
            return message
        assert time.monotonic() < end, f"{message['status']}, {message['counts']}, {message['fan_out']}"
        await asyncio.sleep(0.5)


@pytest.mark.timeout(240)  # 700 mails, each over an encrypted connection of its own
async def test_a_killed_fan_out_writes_to_everybody_once(tmp_path: Path) -> None:
    """Killed while deliveries are made, and started again, each of 700 people gets exactly one mail."""
    async with open_house(tmp_path, **UNHURRIED) as house:
        account, list_id = await house.connect("email"), await uploaded(house, PEOPLE)

        id = await killed_midway(house, account, list_id)
        await house.start()
        message = await until_published(house, id, seconds=200)

        arrived = Counter(one["recipients"][0] for one in await house.arrivals("email"))
    assert {address(number): 1 for number in range(PEOPLE)} == dict(arrived)
    assert ({"done": PEOPLE, "total": PEOPLE}, {"published": PEOPLE}) == (
        message["fan_out"],
        message["counts"],
    )


async def test_who_opts_out_while_the_message_waits_gets_nothing(house: House) -> None:
    """Through the API: an opt-out after the fan-out, in another spelling, still keeps the mail back."""
    account, list_id = await house.connect("email"), await uploaded(house, 3)
    local = (datetime.now(UTC) + timedelta(seconds=3)).replace(tzinfo=None).isoformat()
    targets = [{"account_id": account, "recipient_list_id": list_id}]
    publish = {"when": "at", "local": local, "zone": "UTC"}
    message = await house.publish(account, "Hello", title="News", targets=targets, publish=publish)
    while (await house.message(message["id"]))["fan_out"]["done"] < 3:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.02)

    record = {"channel": "email", "address": address(1).upper(), "opted_out": {"source": "a call"}}
    kept = await house.api.put("/v1/recipients", json={"recipients": [record]})
    ended = await until_published(house, message["id"], seconds=20)

    assert 200 == kept.status_code, kept.text
    skipped = [one for one in ended["deliveries"] if one["state"] == "skipped"]
    assert [(address(1), "opted_out", 0)] == [
        (one["address"], one["kind"], one["attempts"]) for one in skipped
    ]
    assert skipped[0]["reason"].endswith("not to be written to.")
    arrived = {one["recipients"][0] for one in await house.arrivals("email")}
    assert {address(0), address(2)} == arrived
