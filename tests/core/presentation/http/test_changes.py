"""The feed of changes over HTTP: page by page, and as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
import pytest

from omnichannel.application.dtos.changes import ChangeOut
from omnichannel.domain.errors import ChangesGone, TooManyListeners
from omnichannel.presentation.http.event_stream import EventStream
from tests.core.presentation.http.world import NOW, World

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


def change(cursor: int, state: str = "published") -> ChangeOut:
    return ChangeOut(
        cursor=str(cursor),
        type="delivery.updated",
        at=NOW,
        message_id=ID,
        delivery_id=ID,
        account_id=ID,
        state=state,
    )


@pytest.fixture
def world() -> World:
    return World(changes=[change(7), change(8, "read")])


async def test_a_page_carries_the_changes_and_where_to_go_on(client: httpx.AsyncClient) -> None:
    """What changed, the next cursor, whether there is more, and the end of the feed."""
    answer = await client.get("/v1/changes", params={"after": "6", "limit": 1})

    told = answer.json()
    assert 200 == answer.status_code
    assert [change(7).model_dump(mode="json")] == told["items"]
    assert ("6", False, "8") == (told["next"], told["has_more"], told["last"])


@pytest.mark.parametrize(
    ("path", "query", "field", "limit"),
    [
        ("/v1/changes", "limit=0", "/limit", "at least 1"),
        ("/v1/changes", "limit=1001", "/limit", "at most 1,000"),
        ("/v1/changes", f"after={'1' * 101}", "/after", "100 characters"),
        ("/v1/changes/stream", "seconds=0", "/seconds", "at least 1"),
        ("/v1/changes/stream", "seconds=3601", "/seconds", "at most 3,600"),
    ],
)
async def test_bounds_are_in_the_answer(
    client: httpx.AsyncClient, path: str, query: str, field: str, limit: str
) -> None:
    """What is out of bounds is refused with the bound."""
    answer = await client.get(f"{path}?{query}")

    (error,) = answer.json()["errors"]
    assert (422, field, limit) == (answer.status_code, error["field"], error["limit"])


@pytest.mark.parametrize("path", ["/v1/changes", "/v1/changes/stream"])
async def test_what_is_gone_is_told_with_the_way_on(
    client: httpx.AsyncClient, world: World, path: str
) -> None:
    """410 says to read everything anew and where to go on; a stream is not begun."""
    world.raises = ChangesGone(after=3, last=8)

    answer = await client.get(path, params={"after": "3"})

    told = answer.json()
    assert (410, "/problems/changes-gone") == (answer.status_code, told["type"])
    assert "Read everything anew, then go on with after=8." in told["detail"]


async def test_too_many_streams_are_refused(client: httpx.AsyncClient, world: World) -> None:
    """Who finds no place is told when to come back, and what to do instead."""
    world.raises = TooManyListeners(100)

    answer = await client.get("/v1/changes/stream", params={"after": "3"})

    assert (503, "/problems/too-many-listeners") == (answer.status_code, answer.json()["type"])
    assert "GET /v1/changes from time to time" in answer.json()["detail"]
    assert "1" == answer.headers["retry-after"]


async def test_a_stream_is_written_as_events(client: httpx.AsyncClient) -> None:
    """First where it begins, then one event for each change, and comments as signs of life."""
    answer = await client.get("/v1/changes/stream", params={"after": "6"})

    begin, first, second, alive, end = answer.text.split("\n\n")
    assert "text/event-stream; charset=utf-8" == answer.headers["content-type"]
    assert ("no-store", "no") == (answer.headers["cache-control"], answer.headers["x-accel-buffering"])
    assert "content-length" not in answer.headers
    assert "retry: 1000\nid: 6" == begin
    id, event, data = first.split("\n")
    assert ("id: 7", "event: delivery.updated") == (id, event)
    assert change(7).model_dump(mode="json") == json.loads(data.removeprefix("data: "))
    assert second.startswith("id: 8\n")
    assert (": still here", "") == (alive, end)


@pytest.mark.parametrize(
    ("headers", "query", "begins"),
    [
        ({}, {}, "8"),
        ({}, {"after": "6"}, "6"),
        ({"Last-Event-ID": "7"}, {"after": "6"}, "7"),
        ({"Last-Event-ID": ""}, {"after": "6"}, "6"),
    ],
)
async def test_a_stream_begins_where_the_caller_was(
    client: httpx.AsyncClient, headers: dict[str, str], query: dict[str, str], begins: str
) -> None:
    """The last event that was received beats the query; with neither it begins now."""
    answer = await client.get("/v1/changes/stream", params=query, headers=headers)

    assert answer.text.startswith(f"retry: 1000\nid: {begins}\n\n")


async def test_the_headers_of_a_stream_can_be_asked_for_alone(client: httpx.AsyncClient) -> None:
    """HEAD answers at once, without a body."""
    answer = await client.head("/v1/changes/stream")

    assert (200, b"") == (answer.status_code, answer.content)


class Line:
    """A connection: keeps what is sent, and can hang up or read no more."""

    def __init__(self, *, reads: int = 1000) -> None:
        self.sent: list[dict[str, Any]] = []
        self.left = asyncio.Event()
        self._reads = reads

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)
        if len(self.sent) > self._reads:
            await asyncio.Event().wait()


class Endless:
    """A feed that gives one change, then nothing, for ever; knows whether its context was left."""

    def __init__(self) -> None:
        self.is_left = False

    @asynccontextmanager
    async def follow(self) -> AsyncIterator[AsyncIterator[Sequence[ChangeOut]]]:
        try:
            yield self._batches()
        finally:
            self.is_left = True

    async def _batches(self) -> AsyncIterator[Sequence[ChangeOut]]:
        yield [change(7)]
        await asyncio.Event().wait()


class Broken(Endless):
    """A feed that fails after its first change."""

    async def _batches(self) -> AsyncIterator[Sequence[ChangeOut]]:
        yield [change(7)]
        raise OSError("the disk is full")


async def served(line: Line, feed: Endless, *, seconds: float) -> None:
    stream = EventStream(feed.follow(), after="6", seconds=seconds)
    async with asyncio.timeout(5):
        await stream({"type": "http", "method": "GET"}, line.receive, line.send)


async def test_a_stream_ends_when_its_time_is_over() -> None:
    """The answer is complete, and its place is free."""
    line, feed = Line(), Endless()

    await served(line, feed, seconds=0.1)

    assert [True, True, False] == [message["more_body"] for message in line.sent[1:]]
    assert feed.is_left


async def test_a_caller_who_hangs_up_leaves_nothing_behind() -> None:
    """The stream ends with the connection, long before its time."""
    line, feed = Line(), Endless()
    serving = asyncio.create_task(served(line, feed, seconds=60))
    while len(line.sent) < 3:  # noqa: ASYNC110 - a connection has no event
        await asyncio.sleep(0)

    line.left.set()
    await serving

    assert feed.is_left


async def test_a_caller_who_reads_no_more_is_let_go() -> None:
    """A connection that is stuck holds its place no longer than the stream lasts."""
    line, feed = Line(reads=2), Endless()

    await served(line, feed, seconds=0.1)

    assert feed.is_left


async def test_a_fault_in_a_stream_ends_it() -> None:
    """What goes wrong after the beginning breaks the connection off, so that the caller comes again."""
    line, feed = Line(), Broken()

    with pytest.raises(OSError, match="the disk is full"):
        await served(line, feed, seconds=5)

    assert feed.is_left
    assert all(message["more_body"] for message in line.sent[1:])
