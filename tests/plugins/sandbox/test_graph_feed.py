"""Publishing a text or a link on a page."""

import asyncio

import httpx
import pytest

from omnichannel_sandbox.accounts import Page


async def test_a_json_body_publishes(graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page) -> None:
    """A post sent as JSON is answered with page and post id as a string, and arrives."""
    answer = await graph.post(f"/{page.id}/feed", json={"message": "Hello\nyou", "published": True})
    arrival = (await http.get("/control/arrivals")).json()["arrivals"][0]

    assert 200 == answer.status_code
    assert f"{page.id}_" in answer.json()["id"]
    assert {**arrival, "external_id": answer.json()["id"], "text": "Hello\nyou", "pictures": []} == arrival


async def test_a_form_body_publishes(graph: httpx.AsyncClient, page: Page) -> None:
    """A form means the same as JSON, and a link alone is enough."""
    answer = await graph.post(f"/{page.id}/feed", data={"link": "https://example.org/a", "published": "1"})

    assert ["id"] == list(answer.json())


async def test_the_token_may_be_a_parameter(graph: httpx.AsyncClient, page: Page) -> None:
    """Without a header the parameter access_token counts."""
    del graph.headers["Authorization"]

    answer = await graph.post(f"/{page.id}/feed", params={"access_token": page.token, "message": "Hello"})

    assert 200 == answer.status_code


async def test_fields_are_read_after_the_write(graph: httpx.AsyncClient, page: Page) -> None:
    """A POST with fields answers those fields of the new post."""
    answer = await graph.post(f"/{page.id}/feed?fields=id,permalink_url", json={"message": "Hello"})

    assert answer.json()["permalink_url"].endswith(f"/wall/facebook/{answer.json()['id']}")


async def test_the_same_post_is_accepted_again(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page
) -> None:
    """Nothing is deduplicated: two equal requests are two posts, and both are counted."""
    answers = [await graph.post(f"/{page.id}/feed", json={"message": "Hello"}) for _ in range(2)]
    counted = (await http.get("/control/arrivals/count")).json()

    assert answers[0].json()["id"] != answers[1].json()["id"]
    assert {"facebook": 2, "email": 0} == counted["accepted"]


async def test_an_unpublished_post_is_no_arrival(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page
) -> None:
    """A post with published=false exists, but nobody sees it."""
    answer = await graph.post(f"/{page.id}/feed", json={"message": "Later", "published": False})
    read = await graph.get(f"/{answer.json()['id']}?fields=is_published")

    assert {"id": answer.json()["id"], "is_published": False} == read.json()
    assert 0 == (await http.get("/control/arrivals/count")).json()["accepted"]["facebook"]


@pytest.mark.parametrize(
    ("body", "subcode"),
    [
        ({}, None),
        ({"message": " "}, None),
        ({"message": "x" * 63_207}, None),
        ({"message": "x", "colour": "red"}, None),
        ({"message": ["x"]}, None),
        ({"message": "x", "published": "maybe"}, None),
        ({"message": "x", "attached_media": "{"}, None),
        ({"message": "x", "attached_media": ["1"]}, None),
        ({"message": "x", "attached_media": [{"media_fbid": "1"}]}, None),
        ({"message": "x", "scheduled_publish_time": 1_796_300_000}, None),
        ({"link": "not an address"}, 2061006),
        ({"link": "https://www.facebook.com/zuck"}, 1609008),
        ({"link": "https://nobody.invalid/"}, 1609005),
    ],
)
async def test_a_wrong_parameter_is_refused(
    graph: httpx.AsyncClient,
    http: httpx.AsyncClient,
    page: Page,
    body: dict[str, object],
    subcode: int | None,
) -> None:
    """What is missing, unknown, too long or malformed gets 100 in the error envelope, and nothing arrives."""
    answer = await graph.post(f"/{page.id}/feed", json=body)
    error = answer.json()["error"]

    assert (400, 100, subcode) == (answer.status_code, error["code"], error.get("error_subcode"))
    assert {"message", "type", "code", "fbtrace_id"} <= error.keys()
    assert 0 == (await http.get("/control/arrivals/count")).json()["accepted"]["facebook"]


async def test_the_longest_message_is_taken(graph: httpx.AsyncClient, page: Page) -> None:
    """63,206 characters are allowed, whatever their bytes."""
    answer = await graph.post(f"/{page.id}/feed", json={"message": "é" * 63_206})

    assert 200 == answer.status_code


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
async def test_half_a_request_does_nothing(http: httpx.AsyncClient, page: Page, kind: str) -> None:
    """A client that leaves before the end of its body has posted nothing."""
    _, writer = await asyncio.open_connection("127.0.0.1", http.base_url.port)
    head = f"POST /graph/v25.0/{page.id}/feed?access_token={page.token} HTTP/1.1\r\nHost: a\r\n"
    writer.write(f"{head}Content-Type: {kind}\r\nContent-Length: 99\r\n\r\nmessage=Hel".encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()

    counted = [(await http.get("/control/arrivals/count")).json()["accepted"] for _ in range(3)]

    assert {"facebook": 0, "email": 0} == counted[-1]


async def test_broken_multipart(graph: httpx.AsyncClient, page: Page) -> None:
    """A multipart body without its boundary is an invalid parameter, not a crash."""
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        answer = await graph.post(f"/{page.id}/photos", content=b"--y\r\n", headers={"content-type": kind})

        assert answer.json()["error"]["code"] in (100, 324)


async def test_a_body_that_is_no_json_is_refused(graph: httpx.AsyncClient, page: Page) -> None:
    """Broken JSON is an invalid parameter, not a crash."""
    answer = await graph.post(
        f"/{page.id}/feed", content=b'{"message":', headers={"content-type": "application/json"}
    )

    assert 100 == answer.json()["error"]["code"]
