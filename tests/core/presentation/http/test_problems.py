"""Every kind of problem, raised and read as a caller would."""

import logging
from uuid import UUID

import httpx
import pytest
from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette

from omnichannel.domain.errors import (
    ChangesGone,
    Conflict,
    IdempotencyMismatch,
    InvalidRequest,
    NotAllowedNow,
    NotFound,
    Overloaded,
    Problem,
    StaleVersion,
    StoreUnavailable,
    TooManyListeners,
)
from omnichannel.presentation.http import problem_kinds as kinds
from omnichannel.presentation.http.problem_kinds import KINDS, ProblemKind
from tests.core.presentation.http.conftest import BASE_URL, TOKEN
from tests.core.presentation.http.world import World

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
DRAFT = {"content": {"text": "Our rye bread is back."}}


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (InvalidRequest(Problem("/content/text", "It is too long.", "Shorten it.")), kinds.INVALID_REQUEST),
        (NotFound("message", ID), kinds.NOT_FOUND),
        (IdempotencyMismatch("key-1"), kinds.IDEMPOTENCY_MISMATCH),
        (StaleVersion("message", ID, 3), kinds.STALE_VERSION),
        (NotAllowedNow("edit it", because="it is published", fix="Write a new one."), kinds.NOT_ALLOWED_NOW),
        (ChangesGone(after=3, last=9), kinds.CHANGES_GONE),
        (Overloaded(10_000), kinds.OVERLOADED),
        (StoreUnavailable("The disk is full."), kinds.STORE_UNAVAILABLE),
        (TooManyListeners(100), kinds.TOO_MANY_LISTENERS),
    ],
    ids=lambda value: value.slug if isinstance(value, ProblemKind) else "",
)
async def test_each_domain_error_has_its_kind(
    client: httpx.AsyncClient, world: World, error: Exception, kind: ProblemKind
) -> None:
    """What a use case raises on purpose reaches the caller as the kind of problem it is."""
    world.raises = error

    answer = await client.post("/v1/messages", json=DRAFT)

    assert kind.status == answer.status_code
    assert "application/problem+json" == answer.headers["content-type"]
    assert (kind.type, kind.title, kind.status) == tuple(
        answer.json()[k] for k in ("type", "title", "status")
    )
    assert "/v1/messages" == answer.json()["instance"]


async def test_a_domain_error_speaks_for_itself(client: httpx.AsyncClient, world: World) -> None:
    """The sentence of the error, with its next step, is the detail."""
    world.raises = NotAllowedNow("edit it", because="it is published", fix="Write a new one.")

    answer = await client.post("/v1/messages", json=DRAFT)

    assert "Cannot edit it: it is published. Write a new one." == answer.json()["detail"]


async def test_an_invalid_request_names_field_limit_fix_and_channel(
    client: httpx.AsyncClient, world: World
) -> None:
    """Everything that a use case finds wrong is told at once, with what to do."""
    world.raises = InvalidRequest(
        Problem("/content/text", "It has 300 letters.", "Shorten it.", "280 letters", "email"),
        Problem("/targets", "There is no account.", "Name one."),
    )

    answer = await client.post("/v1/messages", json=DRAFT)

    assert [
        {
            "field": "/content/text",
            "detail": "It has 300 letters.",
            "fix": "Shorten it.",
            "limit": "280 letters",
            "channel": "email",
        },
        {
            "field": "/targets",
            "detail": "There is no account.",
            "fix": "Name one.",
            "limit": None,
            "channel": None,
        },
    ] == answer.json()["errors"]
    assert "2 things need mending. Nothing was stored or sent." == answer.json()["detail"]


async def test_overload_says_when_to_come_back(client: httpx.AsyncClient, world: World) -> None:
    """A refused burst is told how long to wait."""
    world.raises = Overloaded(10_000)

    answer = await client.post("/v1/messages", json=DRAFT)

    assert "1" == answer.headers["retry-after"]


@pytest.mark.parametrize("error", [RuntimeError("the password is swordfish"), Conflict("odd")])
async def test_a_fault_of_ours_shows_nothing_and_logs_everything(
    client: httpx.AsyncClient, world: World, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """The caller gets a correlation id and no internals; the log has that id with the traceback."""
    world.raises = error

    with caplog.at_level(logging.ERROR, "omnichannel.http"):
        answer = await client.post("/v1/messages", json=DRAFT, headers={"X-Correlation-ID": "walk-7"})

    assert 500 == answer.status_code
    assert "walk-7" == answer.json()["correlation_id"]
    assert str(error) not in answer.text
    assert "walk-7" in caplog.text
    assert f"{type(error).__name__}: {error}" in caplog.text
    assert "in schedule" in caplog.text


async def test_a_fault_of_ours_carries_all_headers(client: httpx.AsyncClient, world: World) -> None:
    """Even a 500 bears the correlation id and the security headers."""
    world.raises = RuntimeError("odd")

    answer = await client.get("/v1/messages")

    assert answer.headers["x-correlation-id"]
    assert "nosniff" == answer.headers["x-content-type-options"]
    assert "no-store" == answer.headers["cache-control"]


class Strict(BaseModel):
    password: int


async def test_a_leaked_validation_error_quotes_no_input(
    client: httpx.AsyncClient, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Pydantic's errors quote what was sent; the log names the place and not the value, in causes too."""
    secret = "".join(("sword", "fish"))
    with pytest.raises(ValidationError) as leaked:
        Strict.model_validate({"password": secret})
    world.raises = RuntimeError("the vault failed")
    world.raises.__cause__ = leaked.value

    with caplog.at_level(logging.ERROR, "omnichannel.http"):
        answer = await client.get("/v1/accounts")

    assert secret not in answer.text + caplog.text
    assert "ValidationError: Strict is not valid at password" in caplog.text
    assert "the vault failed" in caplog.text


async def test_an_unknown_path_is_a_problem(client: httpx.AsyncClient) -> None:
    """A wrong path is told as a problem, not as plain text; a slash or a word too many is a wrong path."""
    for path in ("/v1/letters", "/v1/messages/", f"/v1/messages/{ID}:burn", f"/v1/messages/{ID}/x"):
        answer = await client.get(path)

        assert (404, kinds.NOT_FOUND.type) == (answer.status_code, answer.json()["type"])


async def test_the_path_is_escaped_and_short(client: httpx.AsyncClient) -> None:
    """What is shown of a path cannot carry markup and does not fill the screen."""
    answer = await client.get("/<script>" + "x" * 500)

    assert answer.json()["instance"].startswith("/%3Cscript%3Exx")
    assert 200 == len(answer.json()["instance"])


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.slug)
async def test_each_kind_is_explained(anonymous: httpx.AsyncClient, kind: ProblemKind) -> None:
    """The type of a problem leads to its meaning and its fix, for programs and for people."""
    told = await anonymous.get(kind.type)
    shown = await anonymous.get(kind.type, headers={"Accept": "text/html,*/*;q=0.8"})

    assert 200 == told.status_code
    assert (kind.title, kind.status, kind.fix) == tuple(told.json()[k] for k in ("title", "status", "fix"))
    assert "text/html; charset=utf-8" == shown.headers["content-type"]
    assert f"<h1>{kind.title}</h1>" in shown.text


async def test_an_unknown_kind_is_not_found(anonymous: httpx.AsyncClient) -> None:
    """There are no explanations of problems that do not exist."""
    answer = await anonymous.get("/problems/bad-weather")

    assert 404 == answer.status_code


async def test_readiness_names_each_part_that_waits(anonymous: httpx.AsyncClient, world: World) -> None:
    """Who watches the process learns which part is not ready, and why."""
    world.waiting = {"storage": "it is being migrated"}

    answer = await anonymous.get("/readyz")

    assert (503, kinds.NOT_READY.type) == (answer.status_code, answer.json()["type"])
    assert ("/storage", "it is being migrated") == tuple(
        answer.json()["errors"][0][k] for k in ("field", "detail")
    )


async def test_readiness_and_health_tell_in_few_words(anonymous: httpx.AsyncClient) -> None:
    """A program that works says so to everybody."""
    health, readiness = await anonymous.get("/healthz"), await anonymous.get("/readyz")

    assert {"status": "alive"} == health.json()
    warned = ["Version v1 of Feed's API ends on 2 March 2027, in 1 day."]
    assert {"status": "ready", "warnings": warned} == readiness.json()


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:8800", "localhost.", "", "[::2]", "10.0.0.1:127"]
)
async def test_a_foreign_host_name_is_refused(application: Starlette, host: str) -> None:
    """A page whose name was rebound to this machine gets a problem, even with the right token."""
    transport = httpx.ASGITransport(application)
    headers = {"Host": host, "Authorization": f"Bearer {TOKEN}"}

    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        answer = await client.get("/v1/messages", headers=headers)

    assert (403, kinds.HOST_NOT_ALLOWED.type) == (answer.status_code, answer.json()["type"])


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:8800", "[::1]", "[::1]:8800"])
async def test_the_names_of_this_machine_are_served(anonymous: httpx.AsyncClient, host: str) -> None:
    """Every way to write loopback works, with and without a port."""
    answer = await anonymous.get("/healthz", headers={"Host": host})

    assert 200 == answer.status_code
