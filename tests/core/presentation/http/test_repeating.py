"""Every write with a key is answered once."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from omnichannel.application.ports.inbound.answers import KeptAnswer, Turn
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, Overloaded, Problem
from omnichannel.presentation.http.application import RESOURCES
from omnichannel.presentation.http.operations import Operation
from omnichannel.presentation.http.repeating import answered_once
from tests.core.fakes.examples import PRINCIPAL
from tests.core.presentation.http.fakes import FakeAnswers
from tests.core.presentation.http.world import NOW, World

KEY = {"Idempotency-Key": "k1"}
DRAFT = {"content": {"text": "Our rye bread is back."}}
ACCOUNT = {"channel": "email", "name": "Newsletter", "credentials": {"password": "swordfish"}}


async def connected(client: httpx.AsyncClient, **account: Any) -> httpx.Response:
    return await client.post("/v1/accounts", json={**ACCOUNT, **account}, headers=KEY)


async def test_a_write_is_done_once(client: httpx.AsyncClient, world: World) -> None:
    """The same key and request give the same answer to the letter, marked as a repetition."""
    first = await connected(client)

    again = await connected(client)

    assert (201, first.content) == (again.status_code, again.content)
    assert "application/json" == again.headers["content-type"]
    assert (None, "true") == tuple(each.headers.get("idempotent-replayed") for each in (first, again))
    assert 1 == len(world.accounts)


async def test_another_request_with_the_key_is_refused(client: httpx.AsyncClient, world: World) -> None:
    """A key stands for one request, whatever operation it was for."""
    await connected(client)

    answers = [
        await connected(client, name="Letters"),
        await client.post("/v1/messages:simulate", json=DRAFT, headers=KEY),
    ]

    assert [(409, "/problems/idempotency-mismatch")] * 2 == [
        (a.status_code, a.json()["type"]) for a in answers
    ]
    assert 1 == len(world.accounts)


async def test_the_etag_comes_again(client: httpx.AsyncClient) -> None:
    """A repeated edit answers with the version that it made, not that it is stale."""
    path = (await client.post("/v1/messages", json=DRAFT)).headers["location"]
    edit: dict[str, Any] = {
        "json": {"content": {"text": "Sold out."}},
        "headers": {**KEY, "If-Match": '"v1"'},
    }

    answers = [await client.put(path, **edit) for _ in range(2)]

    assert [(200, '"v2"')] * 2 == [(answer.status_code, answer.headers["etag"]) for answer in answers]


async def test_a_repetition_that_comes_too_early_is_told_to_wait(
    client: httpx.AsyncClient, world: World
) -> None:
    """While the first request has no answer, the second learns when to come back, and does nothing."""
    await connected(client)
    (request_hash, _) = world.answers["k1"]
    world.answers["k1"] = (request_hash, world.turn)

    answer = await connected(client)

    assert (409, "/problems/request-in-progress") == (answer.status_code, answer.json()["type"])
    assert "1" == answer.headers["retry-after"]
    assert "The request with the Idempotency-Key 'k1' is being dealt with." in answer.json()["detail"]
    assert 1 == len(world.accounts)


async def test_a_refusal_that_tells_what_was_found_is_kept(client: httpx.AsyncClient, world: World) -> None:
    """What was refused because of the state stays refused under its key, to the letter."""
    world.raises = NotAllowedNow("connect it", because="it is connected", fix="Reconnect it.")
    first = await connected(client)
    world.raises = None

    again = await connected(client)

    assert (409, first.content) == (again.status_code, again.content)
    assert "application/problem+json" == again.headers["content-type"]
    assert "true" == again.headers["idempotent-replayed"]


@pytest.mark.parametrize(
    "error", [InvalidRequest(Problem("/name", "No.", "Mend it.")), Overloaded(9), RuntimeError("odd")]
)
async def test_a_request_that_did_nothing_leaves_its_key(
    client: httpx.AsyncClient, world: World, error: Exception
) -> None:
    """After a request that needs mending, an overload or a fault of ours, the key may be used, mended too."""
    world.raises = error
    refused = await connected(client)
    world.raises = None

    mended = await connected(client, name="Letters")

    assert refused.status_code in (422, 500, 503)
    assert (201, None) == (mended.status_code, mended.headers.get("idempotent-replayed"))


async def test_an_unreadable_body_takes_no_key(client: httpx.AsyncClient, world: World) -> None:
    """A body that is refused before anything is asked leaves no trace of its key."""
    await client.post("/v1/accounts", json={}, headers=KEY)

    assert {} == world.answers


async def test_uploads_are_compared_by_what_is_in_them(client: httpx.AsyncClient, world: World) -> None:
    """The same file is the same request, though its boundary differs; another name or byte is not."""

    async def upload(name: str, data: bytes, alt_text: str) -> int:
        form: dict[str, Any] = {"files": {"file": (name, data)}, "data": {"alt_text": alt_text}}
        return (await client.post("/v1/media", **form, headers=KEY)).status_code

    same = [await upload("rye.png", b"\x89PNG", "Rye") for _ in range(2)]
    others = [
        await upload("bun.png", b"\x89PNG", "Rye"),
        await upload("rye.png", b"\x89PNGG", "Rye"),
        await upload("rye.png", b"\x89PNG", "Bun"),
    ]

    assert ([201, 201], [409, 409, 409]) == (same, others)
    assert 1 == len(world.media)


async def test_an_answer_that_cannot_be_kept_is_given_all_the_same(
    client: httpx.AsyncClient, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """What is done is answered; that it cannot be given again stands in the log."""
    world.forgetful = True

    with caplog.at_level(logging.ERROR, "omnichannel.http"):
        answer = await connected(client)

    assert 201 == answer.status_code
    assert "The answer to a request with an idempotency key could not be kept." in caplog.text


async def test_no_right_no_answer(client: httpx.AsyncClient, world: World) -> None:
    """Who may not ask is not told what somebody else was answered."""
    await connected(client)

    answer = await client.post(
        "/v1/accounts", json=ACCOUNT, headers={**KEY, "Authorization": "Bearer a-token-without-rights"}
    )

    assert 403 == answer.status_code


def operations() -> list[Operation]:
    return [each for resource in RESOURCES for each in resource.operations]


def test_every_write_takes_a_key() -> None:
    """No write was forgotten, and nothing that only reads claims a key."""
    assert {"GET": False, "POST": True, "PUT": True, "PATCH": True, "DELETE": True}.items() >= {
        (each.method, each.takes_key) for each in operations()
    }


class CountedTurns(FakeAnswers):
    """Counts how often a turn was renewed, fails at the second time."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.renewed, self.kept, self.often = 0, list[Turn](), asyncio.Event()

    async def keep(self, turn: Turn, answer: KeptAnswer) -> None:
        self.kept.append(turn)

    async def renew(self, turn: Turn) -> Turn | None:
        self.renewed += 1
        if self.renewed == 4:
            self.often.set()
        if self.renewed == 2:
            raise OSError("the database is locked")
        return replace(turn, lease=turn.lease + timedelta(seconds=1))


async def test_a_slow_write_keeps_its_turn(world: World) -> None:
    """It is renewed for as long as the write is at work, and its answer is kept under the last lease."""
    answers = CountedTurns(world)
    key, quick = IdempotencyKey("k1", "ab" * 32), timedelta(milliseconds=5)

    async def answer() -> Response:
        await answers.often.wait()
        return Response("{}", 201)

    await answered_once(answers, PRINCIPAL, key, answer, renew_every=quick)
    renewed = answers.renewed
    await asyncio.sleep(0.02)

    assert renewed == answers.renewed
    assert [timedelta(seconds=renewed - 1)] == [turn.lease - NOW for turn in answers.kept]
