"""Lists of recipients over HTTP."""

from typing import Any

import httpx
import pytest

from omnichannel.application.ports.inbound.recipient_lists import LARGEST_LIST_BYTES
from tests.core.presentation.http.world import World

PATH = "/v1/recipient-lists"
CSV = ("guests.csv", b"ada@guests.example\nbea@guests.example\n")
NAMED = {"name": "Guests"}


async def test_a_list_is_uploaded_read_paged_and_removed(client: httpx.AsyncClient) -> None:
    """A form with file and name becomes a list, whose people can be read, until it is removed."""
    uploaded = await client.post(PATH, files={"file": CSV}, data=NAMED)
    path = f"{PATH}/{uploaded.json()['id']}"

    assert (201, "Guests", 2) == (uploaded.status_code, uploaded.json()["name"], uploaded.json()["count"])
    assert uploaded.json() == (await client.get(path)).json()
    assert [uploaded.json()] == (await client.get(PATH)).json()["items"]
    people = (await client.get(f"{path}/recipients", params={"limit": 1})).json()["items"]
    assert [{"position": 1, "address": "ada@guests.example", "name": None}] == people
    assert 204 == (await client.delete(path)).status_code
    assert [404, 404] == [
        (await client.get(path)).status_code,
        (await client.get(f"{path}/recipients")).status_code,
    ]


@pytest.mark.parametrize(
    ("form", "field", "told"),
    [
        ({"data": NAMED, "files": {"list": CSV}}, "/file", "There is no file."),
        ({"files": {"file": CSV}}, "/name", "The list has no name."),
        ({"files": {"file": CSV}, "data": {"name": " "}}, "/name", "The list has no name."),
        ({"files": {"file": CSV}, "data": {"name": "x" * 201}}, "/name", "The name has 201 characters."),
        ({"files": {"name": CSV}}, "/name", "The name came as a file."),
        ({"files": {"file": CSV}, "data": {"title": "x"}}, "", "There is no part 'title' here."),
    ],
)
async def test_a_form_that_is_not_ours_is_mended(
    client: httpx.AsyncClient, world: World, form: dict[str, Any], field: str, told: str
) -> None:
    """A form names its parts `file` and `name`; what differs is told with the fix, and nothing is kept."""
    answer = await client.post(PATH, **form)

    found = [(error["field"], error["detail"]) for error in answer.json()["errors"]]
    assert 422 == answer.status_code
    assert (field, told) in found
    assert all(error["fix"] for error in answer.json()["errors"])
    assert [] == world.asked_by


async def test_a_file_over_the_bound_is_refused(client: httpx.AsyncClient, world: World) -> None:
    """One byte more than 25 MiB is too large; the bound is named, and nothing is kept."""
    big = ("big.csv", bytes(LARGEST_LIST_BYTES + 1))

    answer = await client.post(PATH, files={"file": big}, data=NAMED)

    assert (413, "25 MiB") == (answer.status_code, answer.json()["errors"][0]["limit"])
    assert [] == world.asked_by


async def test_only_a_form_is_an_upload(client: httpx.AsyncClient) -> None:
    """JSON is not taken for a list."""
    assert 415 == (await client.post(PATH, json=["ada@guests.example"])).status_code
