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


WRITES: dict[str, tuple[str, str]] = {
    "a message, with its answer": ("POST", "/v1/messages"),
    "a template, under a claim of its key": ("POST", "/v1/templates"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=list(WRITES))
async def test_a_write_is_refused_in_words_while_the_database_is_held(
    tmp_path: Path, write: tuple[str, str]
) -> None:
    """Nothing is half written, the answer says what holds it, and the same request is done once later."""
    method, path = write
    async with open_house(tmp_path, OMNICHANNEL_SQLALCHEMY_BUSY_TIMEOUT_SECONDS="0.2") as house:
        account = await house.connect("facebook")
        template = {"name": "Rye", "content": {"text": "Rye is back"}}
        body = message_body(account, "Rye") if path == "/v1/messages" else template
        headers = {"Idempotency-Key": "rye-and-caraway"}
        async with held(house.home / "omnichannel.db", 2):
            refused = await house.api.request(method, path, json=body, headers=headers)
            listed = await house.api.get(path)
        done = [await house.api.request(method, path, json=body, headers=headers) for _ in range(2)]
        kept = await house.api.get(path)

        problem = refused.json()
        assert (503, "/problems/store-unavailable") == (refused.status_code, problem["type"])
        assert "1" == refused.headers["retry-after"]
        assert "Close it, or stop the other Omnichannel." in problem["detail"]
        assert (200, []) == (listed.status_code, listed.json()["items"])
        assert [201, 201] == [answer.status_code for answer in done]
        assert (1, done[0].text) == (len(kept.json()["items"]), done[1].text)


async def test_a_full_disk_delays_and_repeats_nothing(tmp_path: Path) -> None:
    """Answers that come while nothing can be written are not lost: the posts are found when it can be."""
    async with open_house(tmp_path) as house:
        account = await house.connect("facebook")
        ids = await posts_under_way(house, account)
        with full_disk(json.loads((house.home / "ready.json").read_text())["pid"]):
            await asyncio.sleep(6)
            refused = await house.api.post("/v1/messages", json=message_body(account, "No room"))
        ended = [await house.until(id) for id in ids]

        assert (503, "/problems/store-unavailable") == (refused.status_code, refused.json()["type"])
        assert "Check the disk before anything else." in refused.json()["detail"]
        assert {"published"} == {delivery["state"] for delivery in ended}
        assert [f"Post {number}" for number in range(POSTS)] == await texts(house)
