"""A database that another process holds, and a disk that takes nothing more."""

import asyncio
import json
import resource
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from tests.walks.house import House, message_body, open_house

POSTS = 5
HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


@asynccontextmanager
async def held(database: Path, seconds: float) -> AsyncIterator[None]:
    """Have another process hold the write lock of *database* for so long; leave when it has let go."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD, str(database), str(seconds), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert b"held\n" == await process.stdout.readline()
    yield
    await process.wait()


@contextmanager
def full_disk(pid: int) -> Iterator[None]:
    """Let no file that process *pid* writes grow, as a full disk would."""
    usual = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, usual[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, usual)


async def posts_under_way(house: House, account: str) -> list[str]:
    """Publish some posts whose answers come a second late; gives their ids when the platform has them."""
    await house.fault("facebook", {"kind": "slow", "seconds": 1, "on": "publish"})
    ids = [(await house.publish(account, f"Post {number}"))["id"] for number in range(POSTS)]
    while await house.accepted("facebook") < POSTS:  # noqa: ASYNC110 - it happens in another process
        await asyncio.sleep(0.01)
    return ids


async def texts(house: House) -> list[str]:
    """Give the texts of all posts that the platform took."""
    return sorted(one["text"] for one in await house.arrivals("facebook"))


@pytest.mark.parametrize("seconds", [1.5, 8], ids=["shorter than the tries", "longer than the lease"])
async def test_a_held_database_delays_and_repeats_nothing(tmp_path: Path, seconds: float) -> None:
    """Another process holds the write lock while answers come in: they are kept later, or found again."""
    async with open_house(tmp_path, OMNICHANNEL_SQLALCHEMY_BUSY_TIMEOUT_SECONDS="0.2") as house:
        account = await house.connect("facebook")
        ids = await posts_under_way(house, account)
        async with held(house.home / "omnichannel.db", seconds):
            pass
        ended = [await house.until(id) for id in ids]

        assert {"published"} == {delivery["state"] for delivery in ended}
        assert [f"Post {number}" for number in range(POSTS)] == await texts(house)


async def test_a_full_disk_delays_and_repeats_nothing(tmp_path: Path) -> None:
    """Answers that come while nothing can be written are not lost: the posts are found when it can be."""
    async with open_house(tmp_path) as house:
        account = await house.connect("facebook")
        ids = await posts_under_way(house, account)
        with full_disk(json.loads((house.home / "ready.json").read_text())["pid"]):
            await asyncio.sleep(6)
            refused = await house.api.post("/v1/messages", json=message_body(account, "No room"))
        ended = [await house.until(id) for id in ids]

        assert 5 == refused.status_code // 100, refused.text
        assert {"published"} == {delivery["state"] for delivery in ended}
        assert [f"Post {number}" for number in range(POSTS)] == await texts(house)
