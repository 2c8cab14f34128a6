import json
from typing import Any

import httpx
import pytest

from omnichannel.application.dtos.changes import ChangeOut
from omnichannel.client import ServerUnreachable, Unauthenticated
from omnichannel.client.event_lines import Event, EventLines
from tests.core.client.servers import IMPATIENT, Scripted, problem


def change(cursor: str) -> dict[str, Any]:
    return {
        "cursor": cursor,
        "type": "delivery.published",
        "at": "2026-11-23T09:00:00Z",
        "message_id": None,
        "delivery_id": None,
        "account_id": None,
        "state": "published",
    }


def stream(*cursors: str) -> httpx.Response:
    told = "".join(f"id: {one}\ndata: {json.dumps(change(one))}\n\n" for one in cursors)
    return httpx.Response(200, text=f": hello\n\n{told}", headers={"Content-Type": "text/event-stream"})


async def followed(server: Scripted, count: int) -> list[str]:
    """Follow until *count* changes came."""
    seen: list[str] = []
    async with server.client() as client:
        async for one in client.changes.stream(patience=IMPATIENT):
            seen.append(one.cursor)
            if len(seen) == count:
                break
    return seen


def test_lines_become_events() -> None:
    """Comments and unknown fields are passed over, data of several lines is joined, the id stays."""
    lines = EventLines()
    told = [": hello", "retry: 5", "id: 7", "event: change", "data: a", "data:b", "", "", "data: c", "", ""]

    found = [event for line in told if (event := lines.take(line)) is not None]

    assert [Event("change", "a\nb", "7"), Event("message", "c", "7")] == found


async def test_a_stream_that_ends_is_opened_again_where_it_stopped() -> None:
    """Nothing is missed and nothing comes twice: the cursor of the last change is asked for."""
    server = Scripted(stream("1", "2"), httpx.ReadError("broken"), stream("3"))

    seen = await followed(server, 3)

    assert ["1", "2", "3"] == seen
    assert [None, "2", "2"] == [request.url.params.get("after") for request in server.asked]


async def test_a_stream_that_was_silent_goes_on_where_it_began() -> None:
    """The server says where the stream begins before anything happened; that place is asked for next."""
    server = Scripted(httpx.Response(200, text="retry: 1\nid: 41\n\n"), stream("42"))

    assert ["42"] == await followed(server, 1)
    assert [None, "41"] == [request.url.params.get("after") for request in server.asked]


async def test_a_refusal_ends_the_stream() -> None:
    """A token that is not known is not tried again for ever."""
    with pytest.raises(Unauthenticated):
        await followed(Scripted(problem(401)), 1)


async def test_a_server_that_stays_away_is_told_in_the_end() -> None:
    """Patience has an end."""
    server = Scripted(httpx.ConnectError("refused"))

    with pytest.raises(ServerUnreachable):
        await followed(server, 1)

    assert IMPATIENT.tries == len(server.asked)


async def test_changes_are_listed_page_by_page() -> None:
    """The cursor of a page leads to the next, up to now."""
    first = {"items": [change("1")], "next": "1", "has_more": True, "last": "2"}
    last = {"items": [change("2")], "next": "2", "has_more": False, "last": "2"}
    server = Scripted(httpx.Response(200, json=first), httpx.Response(200, json=last))

    async with server.client() as client:
        found = [one async for one in client.changes.list()]

    assert ["1", "2"] == [one.cursor for one in found]
    assert ChangeOut.model_validate(change("1")) == found[0]


async def test_who_begins_now_asks_for_the_newest_place() -> None:
    """The cursor after which nothing has happened yet is known without reading what happened before."""
    server = Scripted(
        httpx.Response(200, json={"items": [change("1")], "next": "1", "has_more": True, "last": "41"})
    )

    async with server.client() as client:
        assert "41" == await client.changes.last()

    assert ["limit=1"] == [request.url.query.decode() for request in server.asked]
