"""The register of recipients over HTTP."""

from typing import Any

import httpx
import pytest

from tests.core.presentation.http.world import World

PATH = "/v1/recipients"
LEFT = {"channel": "email", "address": "ada@guests.example", "opted_out": {"source": "a call"}}


async def kept(client: httpx.AsyncClient, *records: dict[str, Any]) -> httpx.Response:
    return await client.put(PATH, json={"recipients": records})


async def test_a_record_is_kept_read_listed_and_removed(client: httpx.AsyncClient) -> None:
    """What was put can be read under its id and in the list, and is gone once it is deleted."""
    (record,) = (await kept(client, LEFT)).json()["items"]
    path = f"{PATH}/{record['id']}"

    assert record == (await client.get(path)).json()
    assert [record] == (await client.get(PATH, params={"standing": "blocked"})).json()["items"]
    removed = await client.delete(path)
    assert (204, b"") == (removed.status_code, removed.content)
    assert [404, 404] == [(await client.get(path)).status_code, (await client.delete(path)).status_code]


@pytest.mark.parametrize(
    ("record", "field", "told"),
    [
        ({"address": "x", "channel": "E-Mail"}, "/recipients/0/channel", "another form"),
        ({"channel": "email"}, "/recipients/0/address", "missing"),
        (LEFT | {"address": "x" * 321}, "/recipients/0/address", "321 characters"),
        (LEFT | {"opted_out": {}}, "/recipients/0/opted_out/source", "missing"),
        (LEFT | {"suppressed": {"reason": "mood"}}, "/recipients/0/suppressed/reason", "allowed words"),
        (
            LEFT | {"opted_out": {"source": "a call", "since": "2026-11-03T17:20:00"}},
            "/recipients/0/opted_out/since",
            "not a time with its offset",
        ),
        (LEFT | {"consent": {"given_at": "soon"}}, "/recipients/0/consent/given_at", "not a time"),
    ],
)
async def test_a_wrong_record_is_told_with_its_place(
    client: httpx.AsyncClient, world: World, record: dict[str, Any], field: str, told: str
) -> None:
    """Each fault names its place, what is wrong and the fix; nothing is kept."""
    answer = await kept(client, record)

    found = {error["field"]: error for error in answer.json()["errors"]}
    assert 422 == answer.status_code
    assert told in found[field]["detail"]
    assert found[field]["fix"]
    assert [] == world.asked_by


@pytest.mark.parametrize(("count", "told"), [(0, "at least 1 entry"), (1_001, "1,000 entries")])
async def test_there_are_bounds(client: httpx.AsyncClient, count: int, told: str) -> None:
    """Between 1 and 1,000 records go at once, and the bound is in the answer."""
    answer = await kept(client, *[LEFT] * count)

    assert (422, told) == (answer.status_code, answer.json()["errors"][0]["limit"])


@pytest.mark.parametrize("query", [{"standing": "angry"}, {"limit": "201"}, {"adress": "x"}])
async def test_a_wrong_filter_is_refused(client: httpx.AsyncClient, query: dict[str, str]) -> None:
    """A filter that is misspelt is told, and never taken for none."""
    answer = await client.get(PATH, params=query)

    assert (422, f"/{next(iter(query))}") == (answer.status_code, answer.json()["errors"][0]["field"])
