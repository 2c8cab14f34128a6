"""Everything before the body has a bound, and the bound is in the answer."""

import httpx
import pytest


@pytest.mark.parametrize(
    ("path", "status", "limit"),
    [
        ("/v1/messages?cursor=" + "x" * 8_300, 414, "8 KiB"),
        ("/" + "x" * 8_192, 414, "8 KiB"),
        ("/v1/messages?cursor=%00", 400, "no NUL"),
        ("/v1/channels/%00", 400, "no NUL"),
        ("/v1/channels/" + "x" * 201, 404, "200 characters"),
        ("/v1/messages?limit=1&limit=2", 422, "once"),
        ("/v1/messages?limit=" + "1" * 5_000, 422, "4,300 digits"),
        ("/v1/messages?limit=1000", 422, "at most 200"),
        ("/v1/messages?cursor=" + "x" * 501, 422, "500 characters"),
    ],
    ids=["query", "path", "NUL in query", "NUL in path", "name", "twice", "digits", "number", "text"],
)
async def test_an_address_is_bounded(client: httpx.AsyncClient, path: str, status: int, limit: str) -> None:
    """What is too long, too large or cannot be kept is refused with the bound."""
    answer = await client.get(path)

    assert (status, [limit]) == (answer.status_code, [error["limit"] for error in answer.json()["errors"]])
    assert answer.json()["errors"][0]["fix"]


@pytest.mark.parametrize(
    "headers", [{"X-Long": "x" * 33_000}, {f"X-{number}": "x" for number in range(101)}], ids=["long", "many"]
)
async def test_headers_are_bounded(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """Too many headers, or too long ones, are refused with the bound."""
    answer = await client.get("/v1/messages", headers=headers)

    assert (431, "/problems/headers-too-large") == (answer.status_code, answer.json()["type"])
    assert "100 headers, 32 KiB together" == answer.json()["errors"][0]["limit"]


async def test_a_known_length_of_a_name_is_taken(client: httpx.AsyncClient) -> None:
    """The bounds themselves are allowed: what has 200 characters is looked for."""
    answer = await client.get("/v1/channels/" + "x" * 200)

    assert "There is no channel" in answer.json()["detail"]


async def test_options_names_the_methods(anonymous: httpx.AsyncClient) -> None:
    """Whoever asks what a path takes is told, without a token and without a body."""
    answer = await anonymous.options("/v1/messages")

    assert (204, "GET, HEAD, OPTIONS, POST", b"") == (
        answer.status_code,
        answer.headers["allow"],
        answer.content,
    )


async def test_head_answers_like_get(client: httpx.AsyncClient) -> None:
    """HEAD has the status and the headers of GET."""
    got, headed = await client.get("/v1/messages"), await client.head("/v1/messages")

    names = ("content-type", "content-length", "cache-control")
    assert [got.headers[name] for name in names] == [headed.headers[name] for name in names]
    assert got.status_code == headed.status_code


@pytest.mark.parametrize(
    ("options", "limit"),
    [
        ({"x": list(range(5_000))}, "16 levels and 5,000 values"),
        ({"x" * 201: 1}, "200 characters in a name"),
        ({"x": {"y": ["z" * 100_001]}}, "100,000 characters in a text"),
    ],
)
async def test_what_a_plugin_reads_is_bounded_first(
    client: httpx.AsyncClient, options: object, limit: str
) -> None:
    """Options of any shape have bounds of their own, told with the field."""
    body = {"content": {"text": "x"}, "options": {"email": options}}

    answer = await client.post("/v1/messages", json=body)

    (error,) = answer.json()["errors"]
    assert (422, "/options/email", limit) == (answer.status_code, error["field"], error["limit"])
    assert "There is too much in the email." == error["detail"]


@pytest.mark.parametrize(
    ("form", "status", "limit"),
    [
        ({"files": [("file", ("a", b"a")), ("file", ("b", b"b"))]}, 400, "one file"),
        ({"files": {"file": ("a", b"a")}, "data": {"alt_text": "x" * 17_000}}, 400, "16 KiB"),
        ({"files": {"file": ("a" * 5_000, b"a")}}, 400, "headers of 4 KiB"),
        ({"files": {"file": ("a", b"a", "x/y", {f"X-{n}": "x" for n in range(9)})}}, 400, "8 headers"),
        ({"files": {"file": ("a", b"a")}, "data": {"alt_text": "x" * 2_001}}, 422, "2,000 characters"),
        ({"files": {"file": ("a", b"a")}, "data": {"alt_text": "\0"}}, 422, "no NUL"),
    ],
    ids=["files", "part", "filename", "part headers", "alt text", "NUL"],
)
async def test_a_form_is_bounded(
    client: httpx.AsyncClient, form: dict[str, object], status: int, limit: str
) -> None:
    """Parts, their headers, names and texts have bounds, and the answer names them."""
    answer = await client.post("/v1/media", **form)  # type: ignore[arg-type]

    assert status == answer.status_code
    assert limit in answer.json()["errors"][0]["limit"]
