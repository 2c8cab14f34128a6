"""The media library over HTTP: found, described, shown small, removed."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from omnichannel.domain.errors import NotAllowedNow
from tests.core.presentation.http.world import World

NOBODY = UUID(int=5)


async def uploaded(client: httpx.AsyncClient, name: str = "rye.png") -> httpx.Response:
    return await client.post("/v1/media", files={"file": (name, b"\x89PNG")})


async def test_an_upload_says_where_it_is_and_which_version(client: httpx.AsyncClient) -> None:
    """The answer to an upload has its address and the tag of the first edit."""
    answer = await uploaded(client)

    path = f"/v1/media/{answer.json()['id']}"
    assert (path, '"v1"') == (answer.headers["location"], answer.headers["etag"])
    assert (None, 1) == (answer.json()["focal_point"], answer.json()["version"])
    assert '"v1"' == (await client.get(path)).headers["etag"]


async def test_media_are_listed_by_pages(client: httpx.AsyncClient) -> None:
    """`next` of one page leads to the next one."""
    for name in ("a.png", "b.png", "c.png"):
        await uploaded(client, name)

    first = (await client.get("/v1/media", params={"limit": 2})).json()
    rest = (await client.get("/v1/media", params={"limit": 2, "cursor": first["next"]})).json()

    assert ["a.png", "b.png", "c.png"] == [asset["filename"] for asset in first["items"] + rest["items"]]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "a"}, 1), ({"media_type": "image"}, 2), ({"media_type": "video"}, 0)],
)
async def test_a_list_is_narrowed(client: httpx.AsyncClient, query: dict[str, str], found: int) -> None:
    """Words and types go to the use case as they were asked."""
    for name in ("a.png", "b.png"):
        await uploaded(client, name)

    answer = await client.get("/v1/media", params=query)

    assert found == len(answer.json()["items"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "201"}, "/limit"),
        ({"q": ""}, "/q"),
        ({"q": "x" * 101}, "/q"),
        ({"media_type": "sound"}, "/media_type"),
        ({"order": "name"}, "/order"),
    ],
)
async def test_a_wrong_query_is_mended(client: httpx.AsyncClient, query: dict[str, str], field: str) -> None:
    """What a list cannot be asked is told by its name."""
    answer = await client.get("/v1/media", params=query)

    assert (422, [field]) == (answer.status_code, [error["field"] for error in answer.json()["errors"]])


async def test_an_edit_names_its_version(client: httpx.AsyncClient) -> None:
    """An edit needs the tag that was read, changes what it names, and gives the next tag."""
    path = (await uploaded(client)).headers["location"]
    said = {"alt_text": "Rye", "focal_point": {"x": 0.5, "y": 1}}

    blind = await client.patch(path, json=said)
    edited = await client.patch(path, json=said, headers={"If-Match": '"v1"'})
    stale = await client.patch(path, json=said, headers={"If-Match": '"v1"'})

    assert (428, 200, 412) == (blind.status_code, edited.status_code, stale.status_code)
    assert '"v2"' == edited.headers["etag"]
    assert ("Rye", {"x": 0.5, "y": 1}, "rye.png") == tuple(
        edited.json()[name] for name in ("alt_text", "focal_point", "filename")
    )


@pytest.mark.parametrize(
    ("said", "field", "limit"),
    [
        ({"focal_point": {"x": 1.1, "y": 0}}, "/focal_point/x", "at most 1.0"),
        ({"focal_point": {"x": 0, "y": -1}}, "/focal_point/y", "at least 0.0"),
        ({"focal_point": {"x": 0}}, "/focal_point/y", None),
        ({"alt_text": "x" * 2_001}, "/alt_text", "2,000 characters"),
        ({"filename": ""}, "/filename", "at least 1 character"),
        ({"filename": "x" * 201}, "/filename", "200 characters"),
        ({"media_type": "image/png"}, "/media_type", None),
    ],
)
async def test_a_wrong_edit_is_mended(
    client: httpx.AsyncClient, said: dict[str, Any], field: str, limit: str | None
) -> None:
    """A field out of its bounds is told with the bound; what cannot be edited is no field."""
    path = (await uploaded(client)).headers["location"]

    answer = await client.patch(path, json=said, headers={"If-Match": '"v1"'})

    (error,) = answer.json()["errors"]
    assert (422, field, limit) == (answer.status_code, error["field"], error.get("limit"))


async def test_a_removed_asset_is_not_there(client: httpx.AsyncClient) -> None:
    """Removing answers without a body, and a second time says that there is nothing."""
    path = (await uploaded(client)).headers["location"]

    removed, again = await client.delete(path), await client.delete(path)

    assert (204, b"", 404) == (removed.status_code, removed.content, again.status_code)


async def test_what_is_needed_stays(client: httpx.AsyncClient, world: World) -> None:
    """Where messages need it, the answer names them and says what to do."""
    world.raises = NotAllowedNow(
        "remove the media asset", because="it is needed by the message 7", fix="Cancel it."
    )

    answer = await client.delete(f"/v1/media/{NOBODY}")

    assert (409, "/problems/not-allowed-now") == (answer.status_code, answer.json()["type"])
    assert (
        "Cannot remove the media asset: it is needed by the message 7. Cancel it." == answer.json()["detail"]
    )


async def test_a_thumbnail_may_be_kept(client: httpx.AsyncClient) -> None:
    """A thumbnail is a picture that a browser may keep for itself for a year."""
    path = (await uploaded(client)).headers["location"]

    answer = await client.get(f"{path}/thumbnail", params={"size": 64})

    assert ("image/webp", '"tag-64"') == (answer.headers["content-type"], answer.headers["etag"])
    assert "private, max-age=31536000, immutable" == answer.headers["cache-control"]
    assert "nosniff" == answer.headers["x-content-type-options"]


@pytest.mark.parametrize(("size", "limit"), [("15", "at least 16"), ("1025", "at most 1,024")])
async def test_a_thumbnail_has_bounds(client: httpx.AsyncClient, size: str, limit: str) -> None:
    """A size out of bounds is refused with the bound."""
    answer = await client.get(f"/v1/media/{NOBODY}/thumbnail", params={"size": size})

    assert (422, limit) == (answer.status_code, answer.json()["errors"][0]["limit"])


async def test_the_head_of_content_is_its_size(client: httpx.AsyncClient) -> None:
    """HEAD tells type, size and name of the bytes."""
    path = (await uploaded(client)).headers["location"]

    answer = await client.head(f"{path}/content")

    assert ("image/png", "4") == (answer.headers["content-type"], answer.headers["content-length"])
    assert "inline; filename*=UTF-8''rye.png" == answer.headers["content-disposition"]
