"""Media over HTTP: bounded on the way in, harmless on the way out."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from omnichannel.application.ports.inbound.media import LARGEST_UPLOAD_BYTES
from omnichannel.presentation.http.bounds import MIB
from tests.core.presentation.http.world import World

PNG = ("rye.png", b"\x89PNG")


async def upload(client: httpx.AsyncClient, **form: Any) -> httpx.Response:
    return await client.post("/v1/media", **form)


async def test_an_upload_can_be_fetched_again(client: httpx.AsyncClient) -> None:
    """The same bytes come back, with what was said about them."""
    uploaded = await upload(client, files={"file": PNG}, data={"alt_text": "Rye bread, sliced"})
    path = f"/v1/media/{uploaded.json()['id']}"

    known, content = await client.get(path), await client.get(f"{path}/content")

    assert (201, "rye.png", "Rye bread, sliced") == (
        uploaded.status_code,
        uploaded.json()["filename"],
        uploaded.json()["alt_text"],
    )
    assert uploaded.json() == known.json()
    assert PNG[1] == content.content


async def test_a_browser_runs_nothing_of_an_upload(client: httpx.AsyncClient, world: World) -> None:
    """Content comes with its own type, sandboxed, unsniffed; what is no picture is saved, not shown."""
    uploaded = await upload(client, files={"file": ('é"; x.html', b"<script>alert(1)</script>")})
    (asset, data) = next(iter(world.media.values()))
    world.media[asset.id] = (asset.model_copy(update={"media_type": "text/html"}), data)

    content = await client.get(f"/v1/media/{uploaded.json()['id']}/content")

    assert "default-src 'none'; sandbox; frame-ancestors 'none'" == content.headers["content-security-policy"]
    assert ("nosniff", "text/html") == (
        content.headers["x-content-type-options"],
        content.headers["content-type"],
    )
    assert content.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%C3%A9")
    assert '"' not in content.headers["content-disposition"]


async def test_a_picture_may_be_shown(client: httpx.AsyncClient) -> None:
    """Pictures are shown in place."""
    uploaded = await upload(client, files={"file": PNG})

    content = await client.get(f"/v1/media/{uploaded.json()['id']}/content")

    assert "inline; filename*=UTF-8''rye.png" == content.headers["content-disposition"]


async def test_a_filename_arrives_as_it_was_sent(client: httpx.AsyncClient) -> None:
    """What a filename becomes is for the use case to say, in one place."""
    form = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="../a\\\\b\x07.png"\r\n\r\n'
        b"x\r\n--b--\r\n"
    )

    answer = await upload(client, content=form, headers={"Content-Type": "multipart/form-data; boundary=b"})

    assert "../a\\b\x07.png" == answer.json()["filename"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"data": {"alt_text": "x"}, "files": {"picture": PNG}}, "/file"),
        ({"files": {"file": PNG}, "data": {"alt_text": "x" * 2_001}}, "/alt_text"),
        ({"files": {"alt_text": PNG}}, "/alt_text"),
        ({"files": {"file": PNG}, "data": {"title": "x"}}, ""),
    ],
)
async def test_a_form_that_is_not_ours_is_mended(
    client: httpx.AsyncClient, form: dict[str, Any], field: str
) -> None:
    """A form names its parts `file` and `alt_text`; what differs is told."""
    answer = await upload(client, **form)

    assert 422 == answer.status_code
    assert field in [error["field"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=b"),
        (b"--b\r\n\r\nx", "multipart/form-data; boundary=b"),
        (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b"),
    ],
)
async def test_a_broken_form_cannot_be_read(
    client: httpx.AsyncClient, body: bytes, content_type: str
) -> None:
    """A form without boundary, end or names is told as broken."""
    answer = await upload(client, content=body, headers={"Content-Type": content_type})

    assert answer.status_code in (400, 422)
    assert "application/problem+json" == answer.headers["content-type"]


async def test_two_files_are_one_too_many(client: httpx.AsyncClient) -> None:
    """One upload is one file."""
    answer = await upload(client, files=[("file", PNG), ("file", PNG)])

    assert (400, "/problems/malformed-request") == (answer.status_code, answer.json()["type"])


async def test_only_a_form_is_an_upload(client: httpx.AsyncClient) -> None:
    """JSON is not taken for a file."""
    answer = await upload(client, json={"file": "x"})

    assert 415 == answer.status_code


async def test_a_file_over_the_bound_is_refused(client: httpx.AsyncClient, world: World) -> None:
    """One byte more than 25 MiB is too large; the bound is named, and nothing is kept."""
    answer = await upload(client, files={"file": ("big.bin", bytes(LARGEST_UPLOAD_BYTES + 1))})

    assert (413, "25 MiB") == (answer.status_code, answer.json()["errors"][0]["limit"])
    assert {} == world.media


async def test_an_upload_is_read_no_further_than_its_bound(client: httpx.AsyncClient) -> None:
    """A stream that never ends is cut off."""
    read: list[int] = []
    headers = {"Content-Type": "multipart/form-data; boundary=b"}

    answer = await upload(client, content=endless(read), headers=headers)

    assert (413, "25 MiB") == (answer.status_code, answer.json()["errors"][0]["limit"])
    assert len(read) <= 27


async def endless(read: list[int]) -> AsyncIterator[bytes]:
    yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    for piece in range(100):
        read.append(piece)
        yield bytes(MIB)
