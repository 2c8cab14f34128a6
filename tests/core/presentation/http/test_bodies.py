"""JSON bodies: strict, bounded, and told where they are wrong."""

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from omnichannel.presentation.http.bounds import MIB
from tests.core.presentation.http.world import World

JSON = {"Content-Type": "application/json"}
ACCOUNT = "01890a5d-ac96-774b-bcce-b302099a8057"


async def errors_of(client: httpx.AsyncClient, body: Any) -> list[dict[str, str]]:
    answer = await client.post("/v1/messages", json=body)
    assert 422 == answer.status_code
    return list(answer.json()["errors"])


async def test_a_text_that_is_too_long_is_told_in_full(client: httpx.AsyncClient) -> None:
    """The author reads how long the text is, how long it may be, and what to do."""
    errors = await errors_of(client, {"content": {"text": "x" * 100_001}})

    assert [
        {
            "field": "/content/text",
            "detail": "The text has 100,001 characters.",
            "fix": "Shorten it.",
            "limit": "100,000 characters",
            "channel": None,
        }
    ] == errors


@pytest.mark.parametrize(
    ("change", "field", "detail"),
    [
        ({"content": {"text": 5}}, "/content/text", "The text is not a string."),
        ({"content": {"txet": "x"}}, "/content/txet", "There is no field 'txet' here."),
        ({"content": []}, "/content", "The content is not a JSON object."),
        ({"targets": {}}, "/targets", "The targets are not a list."),
        ({"targets": ["x"]}, "/targets/0", "Entry 1 of targets is not a JSON object."),
        ({"targets": [{"account_id": "x"}]}, "/targets/0/account_id", "The account id is not an id."),
        ({"targets": [{"account_id": ACCOUNT}] * 51}, "/targets", "The targets have 51 entries."),
        (
            {"targets": [{"account_id": ACCOUNT, "recipients": [{"addresses": [""]}]}]},
            "/targets/0/recipients/0/addresses/0",
            "Entry 1 of addresses is empty.",
        ),
        (
            {"targets": [{"account_id": ACCOUNT, "recipients": [{"addresses": []}]}]},
            "/targets/0/recipients/0/addresses",
            "The addresses are empty.",
        ),
        ({"publish": {}}, "/publish/when", "The field `when` is missing."),
        ({"publish": {"when": "soon"}}, "/publish/when", "The field `when` is not one of the allowed words."),
        (
            {"publish": {"when": "at", "local": "9 o'clock", "zone": "Europe/Berlin"}},
            "/publish/local",
            "The local time is not a time.",
        ),
        (
            {"publish": {"when": "at", "local": "2027-03-01T09:00:00"}},
            "/publish/zone",
            "The time zone is missing.",
        ),
        ({"variants": {"a/B~": {}}}, "/variants/a~1B~0", "The name 'a/B~' has another form than expected."),
        ({"on_unknown": "hope"}, "/on_unknown", "The field `on_unknown` is not one of the allowed words."),
    ],
)
async def test_each_fault_is_pointed_at(
    client: httpx.AsyncClient, change: dict[str, Any], field: str, detail: str
) -> None:
    """Whatever is wrong is named by a JSON pointer into the request, a sentence and a fix."""
    (error,) = await errors_of(client, {"content": {"text": "x"}, **change})

    assert (field, detail) == (error["field"], error["detail"])
    assert error["fix"]


async def test_all_faults_are_told_at_once(client: httpx.AsyncClient) -> None:
    """Nobody has to send a request again and again to learn what is wrong with it."""
    errors = await errors_of(client, {"content": {"text": 5, "title": 5}, "targets": 5, "x": 5})

    assert {"/content/text", "/content/title", "/targets", "/x"} == {error["field"] for error in errors}


async def test_the_list_of_faults_is_bounded(client: httpx.AsyncClient) -> None:
    """A body made of faults gets a bounded answer."""
    errors = await errors_of(client, {"content": {}, **{f"x{number}": 0 for number in range(500)}})

    assert 100 == len(errors)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"content": {"text": "\xff"}}',
        b'{"content": {"text": "\\ud800"}}',
        b"\xef\xbb\xbf{}",
        b"nul",
    ],
)
async def test_what_is_not_json_cannot_be_read(client: httpx.AsyncClient, body: bytes) -> None:
    """Broken JSON and invalid UTF-8 are told as such, with the place."""
    answer = await client.post("/v1/messages", content=body, headers=JSON)

    assert (400, "/problems/malformed-request") == (answer.status_code, answer.json()["type"])
    assert "line 1 column" in answer.json()["detail"]


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
async def test_numbers_that_json_does_not_know_are_refused(client: httpx.AsyncClient, word: str) -> None:
    """NaN and Infinity never come in, as no other parser could read them again; in a text they are words."""
    options = f'{{"content": {{"text": "NaN \\" Infinity"}}, "options": {{"email": {{"x": {word}}}}}}}'
    said = '{"content": {"text": "NaN \\" Infinity"}}'

    refused = await client.post("/v1/messages", content=options, headers=JSON)
    accepted = await client.post("/v1/messages", content=said, headers=JSON)

    assert (400, 201) == (refused.status_code, accepted.status_code)


@pytest.mark.parametrize(("depth", "status"), [(19, 201), (20, 422), (64, 422), (65, 400), (100_000, 400)])
async def test_depth_is_bounded(client: httpx.AsyncClient, depth: int, status: int) -> None:
    """JSON is at most 64 levels deep, options of a channel 16; what stands in a text does not count."""
    inner = depth - 3
    nested = "[" * inner + "]" * inner
    body = f'{{"content": {{"text": "{"[" * 200}"}}, "options": {{"email": {{"x": {nested}}}}}}}'

    answer = await client.post("/v1/messages", content=body, headers=JSON)

    assert status == answer.status_code


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/jsonx", ""])
async def test_another_content_type_is_refused(client: httpx.AsyncClient, content_type: str) -> None:
    """Only JSON is read as JSON, so no form of a foreign page can write a message."""
    headers = {"Content-Type": content_type} if content_type else {}

    answer = await client.post("/v1/messages", content=b"{}", headers=headers)

    assert (415, "/problems/unsupported-media-type") == (answer.status_code, answer.json()["type"])
    assert "application/json" in answer.json()["detail"]


async def test_a_charset_does_no_harm(client: httpx.AsyncClient) -> None:
    """Programs that add a charset to the content type are served."""
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}

    answer = await client.post("/v1/messages", content=b'{"content": {}}', headers=headers)

    assert 201 == answer.status_code


async def test_an_announced_size_is_refused_unread(client: httpx.AsyncClient, world: World) -> None:
    """A body that says it is too large is refused before it is read, and the bound is named."""
    headers = {**JSON, "Content-Length": str(MIB + 1)}

    answer = await client.post("/v1/messages", content=endless(0), headers=headers)

    assert (413, "/problems/too-large") == (answer.status_code, answer.json()["type"])
    assert "1 MiB" == answer.json()["errors"][0]["limit"]
    assert [] == world.asked_by


async def test_a_stream_is_read_to_the_bound_and_no_further(client: httpx.AsyncClient) -> None:
    """A body without a length is cut off at the bound."""
    read: list[int] = []

    answer = await client.post("/v1/messages", content=endless(100, read), headers=JSON)

    assert 413 == answer.status_code
    assert 17 == len(read)


async def endless(pieces: int, read: list[int] | None = None) -> AsyncIterator[bytes]:
    for piece in range(pieces):
        if read is not None:
            read.append(piece)
        yield b" " * (MIB // 16)


async def test_a_body_of_the_bound_is_taken(client: httpx.AsyncClient) -> None:
    """The bound itself is allowed."""
    body = json.dumps({"content": {"text": "x"}}).encode().ljust(MIB)

    answer = await client.post("/v1/messages", content=body, headers=JSON)

    assert 201 == answer.status_code


@pytest.mark.parametrize(
    "body",
    [
        {"channel": "email", "credentials": {"password": "swordfish"}},
        {"channel": "email", "name": "x", "credentials": "swordfish"},
        {"channel": "swordfish!", "name": "x", "credentials": {}},
        {"channel": "email", "name": {"swordfish": "swordfish"}, "credentials": {}},
    ],
)
async def test_no_secret_of_a_refused_body_comes_back(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, body: dict[str, Any]
) -> None:
    """A refused body is never quoted: neither in the answer nor in the log."""
    with caplog.at_level(logging.DEBUG):
        answer = await client.post("/v1/accounts", json=body)

    assert 422 == answer.status_code
    assert "swordfish" not in answer.text + caplog.text


@pytest.mark.parametrize(
    ("query", "field"),
    [("limit=0", "/limit"), ("limit=201", "/limit"), ("limit=x", "/limit"), ("page=2", "/page")],
)
async def test_a_query_is_validated_like_a_body(client: httpx.AsyncClient, query: str, field: str) -> None:
    """A parameter that is out of bounds or unknown is named."""
    answer = await client.get(f"/v1/messages?{query}")

    assert 422 == answer.status_code
    assert [field] == [error["field"] for error in answer.json()["errors"]]
