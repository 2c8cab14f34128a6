"""What is sent again, with which key, and what the client says when nobody answers."""

import httpx
import pytest

from omnichannel.client import (
    ApiProblem,
    Conflict,
    Invalid,
    NoAnswer,
    NotFound,
    NotOurServer,
    RateLimited,
    RightMissing,
    ServerFault,
    ServerUnreachable,
    StaleVersion,
    Unauthenticated,
)
from tests.core.client.examples import ID, account, message
from tests.core.client.servers import TOKEN, Scripted, problem

ACCEPTED = httpx.Response(201, json=message())
REFUSED = httpx.ConnectError("connection refused")
LOST = httpx.ReadTimeout("no answer in time")


AT_IT = problem(409, "request-in-progress")


@pytest.mark.parametrize(
    "first", [REFUSED, LOST, problem(429), problem(502), problem(503), problem(504), AT_IT]
)
async def test_a_write_is_sent_again_with_the_same_key(first: httpx.Response | Exception) -> None:
    """Whatever became of the first try, the second is the same request, so it happens once."""
    server = Scripted(first, ACCEPTED)

    async with server.client() as client:
        await client.messages.create({"content": {"text": "Once"}})

    keys = server.header("Idempotency-Key")
    assert 2 == len(keys)
    assert 1 == len(set(keys))
    assert keys[0]
    assert server.asked[0].content == server.asked[1].content


async def test_two_writes_have_two_keys() -> None:
    """The key is made once per call, never once per client."""
    server = Scripted(ACCEPTED)

    async with server.client() as client:
        await client.messages.create({"content": {"text": "One"}})
        await client.messages.create({"content": {"text": "One"}})

    assert 2 == len(set(server.header("Idempotency-Key")))


async def test_an_upload_is_the_same_request_each_time() -> None:
    """A form has a boundary that follows from the file, so a repeated upload is recognised."""
    server = Scripted(httpx.Response(201, json={"id": ID}))

    async with server.client() as client:
        for _ in range(2):
            with pytest.raises(NotOurServer):
                await client.media.upload(b"rye", filename="rye.jpg", idempotency_key="rye")

    assert server.asked[0].content == server.asked[1].content
    assert 1 == len(set(server.header("Content-Type")))


async def test_a_wait_that_is_asked_for_too_long_is_told() -> None:
    """A server that asks for an hour is not waited for; the exception says how long."""
    server = Scripted(httpx.Response(429, headers={"Retry-After": "3600"}, json=problem(429).json()))

    async with server.client() as client:
        with pytest.raises(RateLimited) as told:
            await client.accounts.list()

    assert 1 == len(server.asked)
    assert told.value.retry_after is not None
    assert 3600 == told.value.retry_after.total_seconds()


async def test_nothing_was_sent_is_said_only_where_it_is_true() -> None:
    """A lost answer followed by refused connections is not "unreachable": the first may have arrived."""
    async with Scripted(REFUSED).client() as client:
        with pytest.raises(ServerUnreachable, match=r"no server at http://127\.0\.0\.1:8800"):
            await client.messages.cancel(ID)
    async with Scripted(LOST, REFUSED).client() as client:
        with pytest.raises(NoAnswer) as told:
            await client.messages.cancel(ID)

    assert told.value.key
    assert f"repeated with the idempotency key {told.value.key} it happens only once" in str(told.value)


async def test_a_read_that_is_lost_needs_no_key() -> None:
    """Reading changes nothing, so there is nothing to repeat with care."""
    async with Scripted(LOST).client() as client:
        with pytest.raises(NoAnswer) as told:
            await client.accounts.list()

    assert told.value.key is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Invalid),
        (401, Unauthenticated),
        (403, RightMissing),
        (404, NotFound),
        (409, Conflict),
        (412, StaleVersion),
        (413, Invalid),
        (418, ApiProblem),
        (422, Invalid),
        (429, RateLimited),
        (500, ServerFault),
        (503, ServerFault),
    ],
)
async def test_each_status_is_an_exception(status: int, kind: type[ApiProblem]) -> None:
    """A program catches the problem it can do something about."""
    async with Scripted(problem(status)).client() as client:
        with pytest.raises(kind) as told:
            await client.accounts.get(ID)

    assert kind is type(told.value)
    assert status == told.value.status


async def test_a_problem_tells_everything_to_mend() -> None:
    """Field, detail, fix, limit and channel of each error are there, and in the words of the exception."""
    error = {
        "field": "/content/text",
        "detail": "It is long.",
        "fix": "Shorten it.",
        "limit": "10 characters",
    }
    server = Scripted(problem(422, errors=[error, {"detail": "No."}], correlation_id="4f1c"))

    async with server.client() as client:
        with pytest.raises(Invalid) as told:
            await client.messages.create({})

    first, second = told.value.problems
    assert ("/content/text", "10 characters", None) == (first.field, first.limit, first.channel)
    assert ("", "No.", "") == (second.field, second.detail, second.fix)
    assert "Not like this. /content/text: It is long. Shorten it. No." == str(told.value)
    assert "4f1c" == told.value.correlation_id


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>It works!</html>"),
        httpx.Response(200, json={"items": "none"}),
        httpx.Response(404, text="nginx"),
        httpx.Response(302, headers={"Location": "http://elsewhere.example"}),
    ],
)
async def test_somebody_else_who_answers_is_found_out(answer: httpx.Response) -> None:
    """A page of a proxy, another API or a redirect is told as such, not as an error in our code."""
    async with Scripted(answer).client() as client:
        with pytest.raises(NotOurServer, match="is not this API"):
            await client.accounts.list()


async def test_a_field_of_a_newer_server_does_no_harm() -> None:
    """Answers may grow, also deep inside: what this client does not know is left out."""
    grown = {"items": [account(followers=4471)], "total": 1}

    async with Scripted(httpx.Response(200, json=grown)).client() as client:
        (found,) = await client.accounts.list()

    assert "Harbour Bakery" == found.name


async def test_a_newer_server_is_understood_at_every_depth() -> None:
    """Fields that the client does not know are left out, also of what stands inside an answer."""
    item = {"index": 0, "message": message(followers=1), "problem": None}
    batch = {"items": [item], "accepted": 1, "refused": 0, "took_seconds": 0.1}

    async with Scripted(httpx.Response(200, json=batch)).client() as client:
        accepted = await client.messages.batch([{}])

    assert accepted.items[0].message is not None
    assert ID == str(accepted.items[0].message.id)


async def test_an_edit_names_its_version_and_every_request_its_token() -> None:
    """The version goes as If-Match in the form of the server's ETag."""
    server = Scripted(httpx.Response(200, json=message()))

    async with server.client() as client:
        await client.messages.edit(ID, {"content": {"text": "x"}}, version=3)

    assert ['"v3"'] == server.header("If-Match")
    assert [f"Bearer {TOKEN}"] == server.header("Authorization")
