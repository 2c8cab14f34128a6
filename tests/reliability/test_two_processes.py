"""Two processes on one store, in front of one platform: what lanes promise is what the platform sees."""

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from omnichannel_sandbox.server import Sandbox
from tests.core.fakes.distributions import install
from tests.reliability.lane_channels import CODE, STEADY
from tests.walks.house import House, message_body

PATIENCE_SECONDS = 120
"""A guard against posts that never arrive, no measure."""
pytestmark = pytest.mark.timeout(2 * PATIENCE_SECONDS + 60)
CLOCK_GRAIN_SECONDS = 0.01
SOON = timedelta(seconds=7)
"""Both processes look for what is due every five seconds: until then both know of the posts."""
IN_FLIGHT = 10


@asynccontextmanager
async def two_processes(folder: Path, channel: str, **more: str) -> AsyncIterator[tuple[House, House]]:
    """Start two runtimes on one home, which both have the toy *channel*."""
    home, offered, name = folder / "home", folder / "plugins", channel.upper()
    home.mkdir()
    install(offered, channel, CODE.format(name=channel))
    environment = {
        "PYTHONPATH": os.pathsep.join([str(Path.cwd()), str(offered)]),
        "OMNICHANNEL_MAX_IN_FLIGHT": str(IN_FLIGHT),
        **more,
    }
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(data_dir=folder / "sandbox"))
        own = {f"OMNICHANNEL_{name}_GRAPH_URL": sandbox.graph_url, f"OMNICHANNEL_{name}_SETTLE_SECONDS": "1"}
        houses = [House(home, sandbox, environment | own) for _ in range(2)]
        for house in houses:
            await house.start()
            stack.push_async_callback(house.control.aclose)
            stack.push_async_callback(house.stop)
        yield houses[0], houses[1]


async def connected(house: House, channel: str) -> str:
    """Connect the demo page; gives the account's id."""
    account = {"channel": channel, **house.simulated["facebook"].account}
    answer = await house.api.post("/v1/accounts", json=account)
    assert 201 == answer.status_code, answer.text
    return str(answer.json()["id"])


async def scheduled(house: House, account: str, count: int) -> datetime:
    """Have *count* posts published soon, one after the other within a moment; gives when the first is due."""
    first, step = datetime.now(UTC) + SOON, timedelta(milliseconds=1)
    local = [(first + n * step).replace(tzinfo=None).isoformat() for n in range(count)]
    times = [{"when": "at", "local": one, "zone": "UTC"} for one in local]
    bodies = [message_body(account, f"Post {n:03}", publish=time) for n, time in enumerate(times)]
    answer = await house.api.post("/v1/messages:batch", json={"messages": bodies})
    assert 200 == answer.status_code, answer.text
    return first


async def arrived(house: House, count: int) -> list[dict[str, Any]]:
    """Wait until the platform took *count* posts; gives all it took."""
    end = time.monotonic() + PATIENCE_SECONDS
    while len(posts := await house.arrivals("facebook")) < count:
        assert time.monotonic() < end, f"{len(posts)} of {count} arrived"
        await asyncio.sleep(0.1)
    return posts


def slots(first: datetime, count: int) -> list[datetime]:
    """Say from when on a platform may see each of so many posts that are due at *first*."""
    apart = STEADY.per / STEADY.count
    return [first + max(0, number - STEADY.burst + 1) * apart for number in range(count)]


def signers(posts: list[dict[str, Any]]) -> set[str]:
    """Give the processes that sent them."""
    return {post["text"].rpartition(" by ")[2] for post in posts}


def asked(house: House, which: str) -> int:
    """Count attempts."""
    with closing(sqlite3.connect(f"file:{house.home}/omnichannel.db?mode=ro", uri=True)) as opened:
        (count,) = opened.execute(f"SELECT count(*) FROM attempts WHERE {which}").fetchone()  # noqa: S608
    return int(count)


async def test_two_processes_keep_one_rate(tmp_path: Path) -> None:
    """
    The platform sees no post before rate and burst allow it, and half of them within two seconds of it.

    A machine that has no processor to spare brings posts late, and never early: what is early is our fault
    whatever the load, and what half of them are late by is no single stall.
    """
    count = 32
    async with two_processes(tmp_path, "steady") as (one, _):
        first = await scheduled(one, await connected(one, "steady"), count)
        posts = await arrived(one, count)

    times = sorted(datetime.fromisoformat(post["at"]) for post in posts)
    late = [(at - allowed).total_seconds() for at, allowed in zip(times, slots(first, count), strict=True)]
    assert min(late) >= -CLOCK_GRAIN_SECONDS
    assert median(late) <= 2
    assert 2 == len(signers(posts))
    assert count == len({post["text"] for post in posts})


async def test_a_limit_that_nobody_told_is_learned(tmp_path: Path) -> None:
    """
    The platform takes twenty posts in four seconds and says so only by refusing; the manifest knows no rate.

    Refused are at most those that were under way when the first was, and a tenth of what is left.
    """
    count = 60
    async with two_processes(tmp_path, "unruly") as (one, _):
        budget = {"calls_per_hour": 20, "window_seconds": 4}
        assert 200 == (await one.control.put("/control/budget", json=budget)).status_code
        await scheduled(one, await connected(one, "unruly"), count)
        posts = await arrived(one, count)
        refused = asked(one, "kind = 'rate_limited'")

    assert 1 <= refused <= 2 * IN_FLIGHT + count // 10
    assert count == len({post["text"].partition(" by ")[0] for post in posts}) == len(posts)
    assert 2 == len(signers(posts))


async def test_posts_go_in_order_whatever_happens(tmp_path: Path) -> None:
    """The first loses its answer, a process is killed in the middle: each arrives once, in its order."""
    count = 12
    async with two_processes(tmp_path, "serial") as (one, other):
        await one.fault(
            "facebook", {"kind": "answer_lost", "times": 1}, {"kind": "slow", "seconds": 0.2, "on": "publish"}
        )
        await scheduled(one, await connected(one, "serial"), count)
        await arrived(one, 4)
        await other.kill()
        posts = await arrived(one, count)

    assert [f"Post {n:03}" for n in range(count)] == [post["text"] for post in posts]
