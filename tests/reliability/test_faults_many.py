"""Several engines on one database, and one that comes back late."""

import asyncio
import json
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from omnichannel_sandbox.server import Sandbox
from tests.reliability.fault_house import Engine, open_engine
from tests.walks.house import House, open_house

POSTS = 80


async def test_many_engines_do_not_overtake_each_other(tmp_path: Path) -> None:
    """Four tickers and four workers on one database, all woken at once: each post goes out once."""
    home = tmp_path / "home"

    async def schedule(engine: Engine, account: UUID, first: int) -> list[UUID]:
        return [
            await engine.publish(account, f"Post {number}") for number in range(first, first + POSTS // 4)
        ]

    async with (
        Sandbox(data_dir=tmp_path / "platform") as sandbox,
        open_engine(home, sandbox, in_flight=5) as one,
        open_engine(home, sandbox, in_flight=5) as two,
        open_engine(home, sandbox, in_flight=5) as three,
        open_engine(home, sandbox, in_flight=5) as four,
    ):
        account, engines = await one.connect(), enumerate((one, two, three, four))
        made = await asyncio.gather(*(schedule(each, account, n * POSTS // 4) for n, each in engines))
        ended = [await one.until_told(id) for ids in made for id in ids]
        posted = Counter(await one.posted())

    assert {"published"} == {delivery.state for delivery in ended}
    assert {f"Post {number}": 1 for number in range(POSTS)} == dict(posted)


async def test_a_worker_that_comes_back_after_its_lease_changes_nothing(tmp_path: Path) -> None:
    """It slept while it waited for an answer, and another took over: the post is there once, published."""
    async with open_house(tmp_path, OMNICHANNEL_LEASE_SECONDS="6") as house:
        account = await house.connect("facebook")
        await house.fault("facebook", {"kind": "slow", "seconds": 4, "on": "publish", "times": 1})
        sleeper = json.loads((house.home / "ready.json").read_text())["pid"]

        accepted = await house.publish(account, "Slept over")
        while not await house.accepted("facebook"):  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.4)  # or it would sleep in the middle of a write, and hold the database
        os.kill(sleeper, signal.SIGSTOP)
        try:
            async with _second_runtime(house) as other:
                delivery = await other.until(accepted["id"])
                os.kill(sleeper, signal.SIGCONT)
                after = await _told_by_both(other, accepted["id"])
        finally:
            os.kill(sleeper, signal.SIGCONT)

        assert ("published", "find") == (delivery["state"], delivery["tries"][0]["action"])
        assert ("published", delivery["external_id"]) == (after["state"], after["external_id"])
        assert ["Slept over"] == [one["text"] for one in await house.arrivals("facebook")]


async def _told_by_both(house: House, id: str) -> dict[str, Any]:
    """Wait until the one who slept has told its outcome, too; gives the delivery."""
    async with asyncio.timeout(20):
        while True:
            delivery: dict[str, Any] = (await house.message(id))["deliveries"][0]
            if {"find", "publish"} <= {one["action"] for one in delivery["tries"]}:
                return delivery
            await asyncio.sleep(0.05)


@asynccontextmanager
async def _second_runtime(house: House) -> AsyncIterator[House]:
    """Run a second runtime on the same data."""
    other = House(house.home, house.sandbox, {})
    await other.start()
    try:
        yield other
    finally:
        await other.stop()
        await other.control.aclose()
