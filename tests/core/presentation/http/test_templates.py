"""Templates over HTTP, on a real store."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette

from omnichannel.application.services.read_templates import ReadTemplatesService
from omnichannel.application.services.write_template import WriteTemplateService
from omnichannel.presentation.http.application import create_application
from omnichannel.system_clock import SystemClock
from tests.core.presentation.http.conftest import authenticate
from tests.core.presentation.http.fakes import use_cases_of
from tests.core.presentation.http.world import World
from tests.plugins.repositories.sqlalchemy.empty_database import empty_store

BREAD = {"name": "Bread is back", "content": {"text": "{{ bread }} is back, from {{ price }} euros."}}


@pytest.fixture
async def application(world: World, tmp_path: Path) -> AsyncIterator[Starlette]:
    """The application with the real template services."""
    store = await empty_store(tmp_path)
    use_cases = replace(
        use_cases_of(world),
        write_template=WriteTemplateService(store, SystemClock()),
        read_templates=ReadTemplatesService(store),
    )
    yield create_application(use_cases, authenticate=authenticate, loopback_only=True)
    await store.close()


async def created(client: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    answer = await client.post("/v1/templates", json={**BREAD, **fields})
    assert 201 == answer.status_code, answer.text
    return answer


def fields_of(answer: httpx.Response) -> list[str]:
    return [error["field"] for error in answer.json()["errors"]]


async def test_a_template_is_kept_and_read(client: httpx.AsyncClient) -> None:
    """What was written comes back under the address that the answer names, with its blanks."""
    answer = await created(client)

    read = await client.get(answer.headers["location"])

    assert answer.json() == read.json()
    assert ["bread", "price"] == read.json()["blanks"]
    assert '"v1"' == read.headers["etag"]


async def test_a_template_becomes_a_message(client: httpx.AsyncClient) -> None:
    """With its blanks filled, it is what a message takes."""
    id = (await created(client)).json()["id"]

    words = await client.post(
        f"/v1/templates/{id}:render", json={"values": {"bread": "{{ price }}", "price": "3.50"}}
    )
    message = await client.post("/v1/messages", json=words.json())

    assert "{{ price }} is back, from 3.50 euros." == words.json()["content"]["text"]
    assert 201 == message.status_code


async def test_values_and_blanks_must_agree(client: httpx.AsyncClient) -> None:
    """A blank without a value and a value without a blank are named, with what to do."""
    id = (await created(client)).json()["id"]

    answer = await client.post(
        f"/v1/templates/{id}:render", json={"values": {"bread": "Rye", "colour": "red"}}
    )

    assert 422 == answer.status_code
    assert ["/values/price", "/values/colour"] == fields_of(answer)
    assert "Remove it. Its blanks are bread, price." == answer.json()["errors"][1]["fix"]


async def test_what_becomes_too_long_is_told(client: httpx.AsyncClient) -> None:
    """Values that make a title longer than titles may be are refused with the bound."""
    id = (await created(client, content={"title": "{{ a }}"})).json()["id"]

    answer = await client.post(f"/v1/templates/{id}:render", json={"values": {"a": "x" * 999}})

    assert 422 == answer.status_code
    assert ("/values", "998 characters") == tuple(answer.json()["errors"][0][k] for k in ("field", "limit"))


async def test_a_value_has_a_bound(client: httpx.AsyncClient) -> None:
    """The bound of a value stands in the answer."""
    id = (await created(client)).json()["id"]

    answer = await client.post(f"/v1/templates/{id}:render", json={"values": {"bread": "x" * 10_001}})

    assert "10,000 characters" == answer.json()["errors"][0]["limit"]


async def test_a_template_may_have_a_hundred_blanks(client: httpx.AsyncClient) -> None:
    """More blanks than values may be sent are refused when the template is written."""
    text = " ".join(f"{{{{ b{n} }}}}" for n in range(101))

    answer = await client.post("/v1/templates", json={**BREAD, "content": {"text": text}})

    assert (422, "100 blanks") == (answer.status_code, answer.json()["errors"][0]["limit"])


async def test_a_name_is_taken_once(client: httpx.AsyncClient) -> None:
    """A second template of the name, in whatever case, is refused and told what to do."""
    await created(client)

    answer = await client.post("/v1/templates", json={**BREAD, "name": "BREAD IS BACK"})

    assert 409 == answer.status_code
    assert "Choose another name." in answer.json()["detail"]


async def test_an_edit_names_its_version(client: httpx.AsyncClient) -> None:
    """Two people never overwrite each other unseen."""
    path = (await created(client)).headers["location"]
    edited = {**BREAD, "content": {"text": "Gone."}}

    first = await client.put(path, json=edited, headers={"If-Match": '"v1"'})
    late = await client.put(path, json=BREAD, headers={"If-Match": '"v1"'})
    unseen = await client.put(path, json=BREAD)

    assert [200, 412, 428] == [answer.status_code for answer in (first, late, unseen)]
    assert ("Gone.", []) == ((await client.get(path)).json()["content"]["text"], first.json()["blanks"])


async def test_an_asset_must_be_there(client: httpx.AsyncClient) -> None:
    """A template with a picture that nobody uploaded is refused, and names it."""
    id = str(uuid4())

    answer = await client.post("/v1/templates", json={**BREAD, "content": {"media": [{"media_id": id}]}})

    assert 422 == answer.status_code
    assert id in answer.json()["errors"][0]["detail"]


async def test_a_removed_template_is_gone(client: httpx.AsyncClient) -> None:
    """Removing answers without a body, and a second time that there is no such template."""
    path = (await created(client)).headers["location"]

    assert [204, 404] == [(await client.delete(path)).status_code for _ in range(2)]
    assert 404 == (await client.get(path)).status_code


async def test_pages_of_a_search_follow_each_other(client: httpx.AsyncClient) -> None:
    """A list is read by pages, also where only some names are asked for; new ones do not move it."""
    for n in range(3):
        await created(client, name=f"Bread {n}")
    await created(client, name="Cake")

    first = (await client.get("/v1/templates", params={"q": "bread", "limit": 2})).json()
    await created(client, name="Bread 4")
    rest = (
        await client.get("/v1/templates", params={"q": "bread", "limit": 2, "cursor": first["next"]})
    ).json()

    assert ["Bread 2", "Bread 1", "Bread 0"] == [item["name"] for item in first["items"] + rest["items"]]
    assert rest["next"] is None


async def test_a_cursor_belongs_to_its_search(client: httpx.AsyncClient) -> None:
    """A cursor that was made for another search is refused and says what to do."""
    for n in range(2):
        await created(client, name=f"Bread {n}")
    cursor = (await client.get("/v1/templates", params={"limit": 1})).json()["next"]

    answer = await client.get("/v1/templates", params={"limit": 1, "cursor": cursor, "q": "bread"})

    assert 422 == answer.status_code
    assert "This cursor was made with other filters." == answer.json()["errors"][0]["detail"]
