"""Listing, reading and deleting posts."""

import time

import httpx
import pytest

from omnichannel_sandbox.accounts import PAGES, Page


async def publish(graph: httpx.AsyncClient, page: Page, text: str) -> str:
    """Publish a text and return the post's id."""
    post_id: str = (await graph.post(f"/{page.id}/feed", json={"message": text})).json()["id"]
    return post_id


@pytest.mark.parametrize("edge", ["published_posts", "feed"])
async def test_a_list_is_read_page_by_page(graph: httpx.AsyncClient, page: Page, edge: str) -> None:
    """Following paging.next gives every post once, newest first, and next is absent at the end."""
    ids = [await publish(graph, page, f"post {n}") for n in range(5)]

    found, url = [], f"/{page.id}/{edge}?fields=id,message&limit=2"
    while url:
        listed = (await graph.get(url)).json()
        found += [post["id"] for post in listed["data"]]
        url = listed["paging"].get("next", "")

    assert ids[::-1] == found


async def test_cursors_go_both_ways(graph: httpx.AsyncClient, page: Page) -> None:
    """The cursor "before" leads back to the newer posts."""
    ids = [await publish(graph, page, f"post {n}") for n in range(4)]
    second = (await graph.get(f"/{page.id}/published_posts?limit=2")).json()["paging"]["cursors"]["after"]
    older = (await graph.get(f"/{page.id}/published_posts?limit=2&after={second}")).json()

    before = older["paging"]["cursors"]["before"]
    newer = (await graph.get(f"/{page.id}/published_posts?limit=2&before={before}")).json()

    assert ids[1::-1] == [post["id"] for post in older["data"]]
    assert ids[3:1:-1] == [post["id"] for post in newer["data"]]


async def test_since_leaves_older_posts_out(graph: httpx.AsyncClient, page: Page) -> None:
    """Since takes Unix seconds and ISO 8601."""
    await publish(graph, page, "now")
    hour = 3600

    counts = [
        len((await graph.get(f"/{page.id}/published_posts", params={"since": since})).json()["data"])
        for since in (
            str(int(time.time()) - hour),
            str(int(time.time()) + hour),
            "2020-01-01T00:00:00+00:00",
            "2099-01-01",
        )
    ]

    assert [1, 0, 1, 0] == counts


@pytest.mark.parametrize("query", ["limit=101", "limit=0", "limit=x", "since=soon", "after=!", "fields=}"])
async def test_a_list_with_a_wrong_parameter(graph: httpx.AsyncClient, page: Page, query: str) -> None:
    """What makes no sense is refused with 100."""
    assert 100 == (await graph.get(f"/{page.id}/published_posts?{query}")).json()["error"]["code"]


async def test_pages_do_not_mix(graph: httpx.AsyncClient, page: Page) -> None:
    """A page lists its own posts only."""
    await publish(graph, page, "mine")
    other = {"Authorization": f"Bearer {PAGES[1].token}"}

    assert [] == (await graph.get(f"/{PAGES[1].id}/feed", headers=other)).json()["data"]


async def test_a_post_is_read(graph: httpx.AsyncClient, page: Page) -> None:
    """A post tells the fields that are asked for, its time as Graph writes it, and the link as attachment."""
    body = {"message": "Hello", "link": "https://example.org/a"}
    post_id = (await graph.post(f"/{page.id}/feed", json=body)).json()["id"]

    fields = "id,message,created_time,permalink_url,attachments,from,full_picture,status_type"
    post = (await graph.get(f"/{post_id}", params={"fields": fields})).json()

    assert (post_id, "Hello", "shared_story") == (post["id"], post["message"], post["status_type"])
    assert post["created_time"].endswith("+0000")
    card = post["attachments"]["data"][0]
    assert ("link", "https://example.org/a") == (card["media_type"], card["unshimmed_url"])
    assert "full_picture" not in post


async def test_a_post_is_deleted_once(graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page) -> None:
    """A deleted post is gone for readers, stays an arrival, and cannot be deleted again."""
    post_id = await publish(graph, page, "Hello")

    first, second = await graph.delete(f"/{post_id}"), await graph.delete(f"/{post_id}")
    arrival = (await http.get("/control/arrivals")).json()["arrivals"][0]

    assert {"success": True} == first.json()
    assert (100, 33) == (second.json()["error"]["code"], second.json()["error"]["error_subcode"])
    assert [] == (await graph.get(f"/{page.id}/feed")).json()["data"]
    assert "removed" == arrival["status"]
