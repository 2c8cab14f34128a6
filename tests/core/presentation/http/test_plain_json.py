"""JSON that every parser reads alike."""

import contextlib
from time import process_time

import httpx
import pytest

from omnichannel.presentation.http.plain_json import demand_plain_json
from omnichannel.presentation.http.problems import HttpProblem
from tests.core.presentation.http.world import World

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "detail", "limit"),
    [
        ('{"a": 1, "b": 2, "a": 3}', "The name 'a' stands twice in one object.", "once"),
        ('{"x": [{"a": {}, "\\u0061": {}}]}', "The name 'a' stands twice in one object.", "once"),
        ("[1e400]", "A number is larger than any double.", "1.8e308"),
        ("[-1e400]", "A number is larger than any double.", "1.8e308"),
        ("1" * 41, "A number has 41 characters.", "40 characters"),
        ("1." + "0" * 10_000, "A number has 10,002 characters.", "40 characters"),
        ('["a\\u0000b"]', "A text holds the character NUL (\\u0000).", "no NUL"),
        ('{"\\\\\\u0000": 1}', "A text holds the character NUL (\\u0000).", "no NUL"),
        ("[" * 65, "The JSON is nested deeper than 64 levels.", "64 levels"),
        ('{"a":' * 100_000, "The JSON is nested deeper than 64 levels.", "64 levels"),
    ],
)
def test_what_parsers_read_differently_is_refused(body: str, detail: str, limit: str) -> None:
    """The sentence says what it is, and the bound stands beside it."""
    with pytest.raises(HttpProblem) as refused:
        demand_plain_json(body.encode())

    assert (detail, limit) == (refused.value.errors[0].detail, refused.value.errors[0].limit)


@pytest.mark.parametrize(
    "body",
    [
        '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]}',
        '["1e400", "NaN", "\\\\u0000", "' + "[" * 100 + '"]',
        "[1e308, 1e-400, -0, " + "1" * 40 + "]",
        "[" * 64 + "]" * 64,
        "no JSON at all",
        '{"a": ',
        "\ufeff{}",
    ],
)
def test_what_is_plain_passes(body: str) -> None:
    """The bounds themselves are allowed, words in texts are words, and the model tells what is no JSON."""
    demand_plain_json(body.encode())


def test_bytes_that_are_no_text_pass_on() -> None:
    """What is not UTF-8 is left to the model, which says so."""
    demand_plain_json(b'{"a": "\xff"}')


@pytest.mark.parametrize("body", [b'{"content": {"text": "\\ud800"}}', b'{"content": {"text": "\xff"}}'])
async def test_half_characters_are_no_json(client: httpx.AsyncClient, world: World, body: bytes) -> None:
    """Lone surrogates and broken UTF-8 are told as JSON that cannot be read."""
    answer = await client.post("/v1/messages", content=body, headers=JSON)

    assert (400, "/problems/malformed-request") == (answer.status_code, answer.json()["type"])
    assert {} == world.messages


async def test_a_refused_body_names_its_bound(client: httpx.AsyncClient, world: World) -> None:
    """The caller of the API reads the same words, with the bound, and nothing was done."""
    body = b'{"content": {"text": "a"}, "content": {"text": "b"}}'

    answer = await client.post("/v1/messages", content=body, headers=JSON)

    assert (400, "The name 'content' stands twice in one object. Keep one of them.") == (
        answer.status_code,
        answer.json()["detail"],
    )
    assert "once" == answer.json()["errors"][0]["limit"]
    assert {} == world.messages


@pytest.mark.parametrize(
    "body",
    [
        b"{" + b",".join(b'"%d":1' % number for number in range(60_000)) + b',"0":1}',
        b'["' + b"\\" * 600_001 + b' \\u0000"]',
        b'"\\\\\\' * 150_000 + b"[" * 100,
        b"[" + b'"\\u0000' * 100_000,
        b"1" * 600_000,
        b"[" * 600_000,
    ],
    ids=["names", "backslashes", "quotes", "nul", "digits", "brackets"],
)
def test_looking_takes_time_in_proportion(body: bytes) -> None:
    """No body of a MiB keeps the process busy for long."""
    start = process_time()
    with contextlib.suppress(HttpProblem):
        demand_plain_json(body)

    assert process_time() - start < 1
