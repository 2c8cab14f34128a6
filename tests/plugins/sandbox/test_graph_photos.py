"""Photos: alone, and in an album."""

import hashlib
from collections.abc import Callable

import httpx
import pytest

from omnichannel_sandbox.accounts import PAGES, Page
from omnichannel_sandbox.server import Sandbox

Picture = Callable[[int], bytes]


async def upload(graph: httpx.AsyncClient, page: Page, content: bytes, **fields: str) -> httpx.Response:
    """Upload one image as a multipart file."""
    file = {"source": ("a.png", content, "image/png")}
    return await graph.post(f"/{page.id}/photos", data=fields, files=file)


async def test_a_photo_is_a_post_of_its_own(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page, picture: Picture
) -> None:
    """A published photo answers id and post_id, and arrives with the hash of its real bytes."""
    answer = await upload(graph, page, picture(1), caption="Team day", alt_text_custom="Five people")
    arrival = (await http.get("/control/arrivals")).json()["arrivals"][0]
    media = await http.get(f"/wall/media/{arrival['pictures'][0]}")

    assert {"id", "post_id"} == answer.json().keys()
    assert ("Team day", ["Five people"]) == (arrival["text"], arrival["captions"])
    assert [hashlib.sha256(picture(1)).hexdigest()] == arrival["pictures"]
    assert (picture(1), "image/png") == (media.content, media.headers["content-type"])


@pytest.mark.parametrize("as_form", [True, False])
async def test_an_album(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page, picture: Picture, *, as_form: bool
) -> None:
    """Unpublished photos are invisible until a feed post uses them, in its order, from JSON or a form."""
    answers = [await upload(graph, page, picture(n), published="false") for n in (1, 2, 3)]
    ids = [answer.json()["id"] for answer in answers][::-1]
    before = (await http.get("/control/arrivals/count")).json()["accepted"]["facebook"]
    media = [{"media_fbid": photo_id} for photo_id in ids]
    form = {f"attached_media[{n}]": f'{{"media_fbid":"{photo_id}"}}' for n, photo_id in enumerate(ids)}

    if as_form:
        post = await graph.post(f"/{page.id}/feed", data={"message": "Album", **form})
    else:
        post = await graph.post(f"/{page.id}/feed", json={"message": "Album", "attached_media": media})
    arrival = (await http.get("/control/arrivals")).json()["arrivals"][0]
    read = (await graph.get(f"/{post.json()['id']}?fields=attachments{{subattachments}}")).json()

    assert 0 == before
    assert [hashlib.sha256(picture(n)).hexdigest() for n in (3, 2, 1)] == arrival["pictures"]
    album = read["attachments"]["data"][0]
    assert "album" == album["media_type"]
    assert ["photo"] * 3 == [one["media_type"] for one in album["subattachments"]["data"]]


async def test_a_photo_goes_into_one_post_only(
    graph: httpx.AsyncClient, page: Page, picture: Picture
) -> None:
    """A photo that was used is gone, and using it again is refused."""
    photo_id = (await upload(graph, page, picture(1), published="false")).json()["id"]
    body = {"message": "Album", "attached_media": [{"media_fbid": photo_id}]}

    first, second = [await graph.post(f"/{page.id}/feed", json=body) for _ in range(2)]

    assert 200 == first.status_code
    assert 1366051 == second.json()["error"]["error_subcode"]
    assert 33 == (await graph.get(f"/{photo_id}")).json()["error"]["error_subcode"]


async def test_photos_that_do_not_fit_an_album(
    graph: httpx.AsyncClient, page: Page, picture: Picture
) -> None:
    """A published photo, a photo named twice and another page's photo are refused, and none is used up."""
    published = (await upload(graph, page, picture(1))).json()["id"]
    unused = (await upload(graph, page, picture(2), published="false")).json()["id"]
    other = {"Authorization": f"Bearer {PAGES[1].token}"}
    for ids in ([published], [unused, unused], [unused, "1"]):
        media = [{"media_fbid": photo_id} for photo_id in ids]
        answer = await graph.post(f"/{page.id}/feed", json={"message": "A", "attached_media": media})
        assert 100 == answer.json()["error"]["code"]
    media = [{"media_fbid": unused}]
    foreign = await graph.post(f"/{PAGES[1].id}/feed", json={"attached_media": media}, headers=other)
    own = await graph.post(f"/{page.id}/feed", json={"attached_media": media})

    assert (400, 200) == (foreign.status_code, own.status_code)


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n" + b"0" * 10 * 1024 * 1024])
async def test_a_file_that_is_no_image(graph: httpx.AsyncClient, page: Page, content: bytes) -> None:
    """Empty, of another type or over 10 MB: the image is refused with 324, whatever it calls itself."""
    assert 324 == (await upload(graph, page, content)).json()["error"]["code"]


@pytest.mark.parametrize(
    ("start", "media_type"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"BM", "image/bmp"),
        (b"II*\x00", "image/tiff"),
        (b"MM\x00*", "image/tiff"),
    ],
)
async def test_the_other_types(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page, start: bytes, media_type: str
) -> None:
    """Jpeg, gif, bmp and tiff are known by their first bytes."""
    content = start + b"0" * 16
    await upload(graph, page, content)
    media = await http.get(f"/wall/media/{hashlib.sha256(content).hexdigest()}")

    assert media_type == media.headers["content-type"]


async def test_a_photo_by_address(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page, sandbox: Sandbox, picture: Picture
) -> None:
    """The platform itself downloads a url; one it cannot read is 324; url and file together are 100."""
    await upload(graph, page, picture(1))
    url = f"{sandbox.http_url}/wall/media/{hashlib.sha256(picture(1)).hexdigest()}"

    good = await graph.post(f"/{page.id}/photos", json={"url": url})
    bad = await graph.post(f"/{page.id}/photos", json={"url": f"{sandbox.http_url}/wall/media/none"})
    both = await upload(graph, page, picture(1), url=url)
    neither = await graph.post(f"/{page.id}/photos", json={"caption": "x"})

    assert 200 == good.status_code
    assert [324, 100, 324] == [answer.json()["error"]["code"] for answer in (bad, both, neither)]


async def test_a_temporary_photo_must_be_unpublished(
    graph: httpx.AsyncClient, page: Page, picture: Picture
) -> None:
    """temporary goes with published=false only."""
    refused = await upload(graph, page, picture(1), temporary="true")
    taken = await upload(graph, page, picture(1), temporary="true", published="false")

    assert (400, 200) == (refused.status_code, taken.status_code)


async def test_a_photo_without_a_story(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page, picture: Picture
) -> None:
    """no_story publishes the photo, but the feed does not list it."""
    answer = (await upload(graph, page, picture(1), no_story="true")).json()
    listed = (await graph.get(f"/{page.id}/published_posts")).json()
    arrivals = (await http.get("/control/arrivals")).json()["arrivals"]

    assert ["id"] == list(answer)
    assert [] == listed["data"]
    assert [answer["id"]] == [arrival["external_id"] for arrival in arrivals]


async def test_a_photo_can_be_read_and_deleted(
    graph: httpx.AsyncClient, page: Page, picture: Picture
) -> None:
    """A photo is a node of its own until it is deleted."""
    photo_id = (await upload(graph, page, picture(1), published="false", caption="Bread")).json()["id"]

    read = (await graph.get(f"/{photo_id}?fields=id,name")).json()
    deleted = (await graph.delete(f"/{photo_id}")).json()
    gone = (await graph.get(f"/{photo_id}")).json()

    assert {"id": photo_id, "name": "Bread"} == read
    assert {"success": True} == deleted
    assert 33 == gone["error"]["error_subcode"]
