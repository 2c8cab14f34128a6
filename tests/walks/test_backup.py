"""Backup and restore with the real runtime: whatever happens, each post is at the platform once."""

import asyncio
import io
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from omnichannel.presentation.cli.main import build_app, run
from tests.walks.house import House, open_house


@pytest.fixture
async def patient_house(tmp_path: Path) -> AsyncIterator[House]:
    """A house whose worker waits long for a platform."""
    async with open_house(tmp_path, OMNICHANNEL_LEASE_SECONDS="20") as opened:
        yield opened


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house whose home a test may change."""
    async with open_house(tmp_path) as opened:
        yield opened


async def omnichannel(*arguments: str | Path) -> str:
    """Run a command in this process, which is quick; gives what it said on standard output."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(io.StringIO()) as complained:
        code = await asyncio.to_thread(run, build_app(tuple), [str(one) for one in arguments])
    assert 0 == code, complained.getvalue()
    return said.getvalue()


def in_seconds(seconds: float) -> dict[str, Any]:
    """Give a time so many seconds ahead."""
    local = (datetime.now(UTC) + timedelta(seconds=seconds)).replace(tzinfo=None)
    return {"when": "at", "local": local.isoformat(), "zone": "UTC"}


async def restored(house: House, file: Path, *arguments: str, with_key: bool = True) -> dict[str, Any]:
    """Stop the runtime, restore *file* into an empty home, and move the house there."""
    await house.stop()
    home = house.home.with_name("restored")
    home.mkdir()
    if with_key:
        shutil.copy(house.home / "master.key", home)
    out = await omnichannel("restore", file, "--home", home, "--json", *arguments)
    house.home = home
    told: dict[str, Any] = json.loads(out)
    return told


async def test_what_is_planned_goes_out_once_after_a_restore(house: House, tmp_path: Path) -> None:
    """Backed up while it runs and restored elsewhere, what was due later is published at its time, once."""
    account, file = await house.connect("facebook"), tmp_path / "bakery.zip"
    done = await house.publish(account, "Before the backup")
    await house.until(done["id"], "published")
    later = await house.publish(account, "After the restore", publish=in_seconds(8))

    await omnichannel("backup", file, "--home", house.home)
    told = await restored(house, file)
    await house.start()

    assert (1, {}) == (told["planned"], told["looked_for_first"])
    assert "published" == (await house.until(later["id"], seconds=30))["state"]
    assert "published" == (await house.message(done["id"]))["status"]
    assert 2 == await house.accepted("facebook")


async def test_what_the_original_sent_after_the_backup_is_not_sent_again(
    house: House, tmp_path: Path
) -> None:
    """A post that became due after the backup, and was sent, is found on the platform."""
    account, file = await house.connect("facebook"), tmp_path / "bakery.zip"
    planned = await house.publish(account, "Sent by the original", publish=in_seconds(4))
    await omnichannel("backup", file, "--home", house.home)
    sent = await house.until(planned["id"], "published")

    told = await restored(house, file)
    await house.start()
    found = await house.until(planned["id"], "published", seconds=30)

    assert {"facebook": 1} == told["looked_for_first"]
    assert sent["external_id"] == found["external_id"]
    assert 1 == await house.accepted("facebook")


async def test_what_nobody_sent_is_sent_after_it_was_looked_for(house: House, tmp_path: Path) -> None:
    """A post that became due while nothing ran is not on the platform, so it is sent; once."""
    account, file = await house.connect("facebook"), tmp_path / "bakery.zip"
    planned = await house.publish(account, "Nobody sent it", publish=in_seconds(3600))
    moved = {"publish": in_seconds(5)}
    await house.api.post(f"/v1/messages/{planned['id']}:reschedule", json=moved, headers={"If-Match": '"v1"'})
    await omnichannel("backup", file, "--home", house.home)
    await house.stop()
    await asyncio.sleep(5)

    told = await restored(house, file)
    await house.start()
    delivery = await house.until(planned["id"], "published", seconds=40)

    assert {"facebook": 1} == told["looked_for_first"]
    assert ["absent", "published"] == [delivery["tries"][0]["outcome"], delivery["tries"][-1]["outcome"]]
    assert 1 == await house.accepted("facebook")


async def test_a_person_is_asked_where_a_platform_cannot_be_searched(house: House, tmp_path: Path) -> None:
    """A mail that the original may have sent waits for a person, who alone can tell."""
    account, file = await house.connect("email"), tmp_path / "bakery.zip"
    people = ["guest@bakery.example"]
    planned = await house.publish(account, "Rye", title="Rye", recipients=people, publish=in_seconds(4))
    await omnichannel("backup", file, "--home", house.home)
    await house.until(planned["id"], "published")

    await restored(house, file)
    await house.start()

    assert (await house.until_told(planned["id"]))["asks_person"]
    assert 1 == await house.accepted("email")


async def test_with_the_flag_what_is_overdue_goes_out_at_once(house: House, tmp_path: Path) -> None:
    """Whoever vouches that the original was stopped gets a walk that goes on where it stood."""
    account, file = await house.connect("email"), tmp_path / "bakery.zip"
    people = ["guest@bakery.example"]
    planned = await house.publish(account, "Rye", title="Rye", recipients=people, publish=in_seconds(4))
    await house.stop()
    await omnichannel("backup", file, "--home", house.home)
    await asyncio.sleep(4)

    told = await restored(house, file, "--nothing-was-sent-since")
    await house.start()

    assert (1, {}) == (told["planned"], told["looked_for_first"])
    assert "published" == (await house.until(planned["id"]))["state"]
    assert 1 == await house.accepted("email")


async def test_without_the_key_accounts_are_paused_and_nothing_fails(house: House, tmp_path: Path) -> None:
    """The account says which key is missing; connected again, it publishes what waited, once."""
    account, file = await house.connect("facebook"), tmp_path / "bakery.zip"
    planned = await house.publish(account, "Waits for its account", publish=in_seconds(8))
    await omnichannel("backup", file, "--home", house.home)

    told = await restored(house, file, with_key=False)
    await house.start()
    paused = (await house.api.get(f"/v1/accounts/{account}")).json()
    waiting = await house.until(planned["id"], "waiting", seconds=30)
    credentials = {"credentials": house.simulated["facebook"].account["credentials"]}
    await house.api.put(f"/v1/accounts/{account}/credentials", json=credentials)
    await house.until(planned["id"], "published")

    assert [account] != told["paused_for_want_of_key"] != []
    assert "paused" == paused["state"]
    assert "sealed under the key keyfile:" in paused["pause_reason"]
    assert "waiting" == waiting["state"]
    assert 1 == await house.accepted("facebook")


async def test_what_was_under_way_at_the_backup_is_looked_for(patient_house: House, tmp_path: Path) -> None:
    """A post whose answer was not known at the backup is looked for, even with the flag."""
    house = patient_house
    account, file = await house.connect("facebook"), tmp_path / "bakery.zip"
    await house.fault("facebook", {"kind": "slow", "seconds": 4, "on": "publish"})
    planned = await house.publish(account, "On its way")
    await house.until(planned["id"], "publishing")
    await omnichannel("backup", file, "--home", house.home)
    await house.until(planned["id"], "published")
    await house.fault("facebook")

    told = await restored(house, file, "--nothing-was-sent-since")
    await house.start()

    assert {"facebook": 1} == told["looked_for_first"]
    assert "published" == (await house.until(planned["id"], "published", seconds=30))["state"]
    assert 1 == await house.accepted("facebook")
