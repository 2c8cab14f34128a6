"""Every kind of problem that the reference tells of, raised by a request and read as its caller reads it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette

from omnichannel.domain.errors import (
    ChangesGone,
    IdempotencyMismatch,
    InvalidRequest,
    NotAllowedNow,
    Overloaded,
    Problem,
    RequestInProgress,
    StaleVersion,
    StoreUnavailable,
    TooManyListeners,
)
from omnichannel.presentation.http.application import create_application
from omnichannel.presentation.http.problem_kinds import KINDS
from omnichannel.presentation.http.rate_limit import RateLimit
from tests.core.presentation.http.conftest import BASE_URL, POWERLESS, TOKEN, authenticate
from tests.core.presentation.http.fakes import use_cases_of
from tests.core.presentation.http.world import World

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
MESSAGE = f"/v1/messages/{ID}"
DRAFT: Mapping[str, Any] = {"json": {"content": {"text": "Rye"}}}
JSON, TEXT = {"Content-Type": "application/json"}, {"Content-Type": "text/plain"}

Ask = Callable[[httpx.AsyncClient, World], Awaitable[httpx.Response]]


def asking(method: str, path: str, raises: Exception | None = None, **request: Any) -> Ask:
    """Give what sends one request, while the use case behind it raises *raises*."""

    async def ask(client: httpx.AsyncClient, world: World) -> httpx.Response:
        world.raises = raises
        return await client.request(method, path, **request)

    return ask


async def not_ready(client: httpx.AsyncClient, world: World) -> httpx.Response:
    """Ask while the store does not answer."""
    world.waiting["store"] = "StoreUnavailable: the disk is full"
    return await client.get("/readyz")


async def too_often(client: httpx.AsyncClient, world: World) -> httpx.Response:
    """Ask more often than the limit of the application below allows."""
    answers = [await client.get("/v1/channels") for _ in range(30)]
    return answers[-1]


REQUESTS: Mapping[str, Ask] = {
    "malformed-request": asking("POST", "/v1/messages", content=b"{", headers=JSON),
    "unauthenticated": asking("GET", "/v1/messages", headers={"Authorization": "Bearer nobody"}),
    "right-missing": asking("GET", "/v1/messages", headers={"Authorization": f"Bearer {POWERLESS}"}),
    "host-not-allowed": asking("GET", "/healthz", headers={"Host": "evil.example"}),
    "not-found": asking("GET", MESSAGE),
    "method-not-allowed": asking("TRACE", MESSAGE),
    "idempotency-mismatch": asking("POST", "/v1/messages", IdempotencyMismatch("key-1"), **DRAFT),
    "request-in-progress": asking("POST", "/v1/messages", RequestInProgress("key-1"), **DRAFT),
    "not-allowed-now": asking(
        "POST",
        "/v1/messages",
        NotAllowedNow("edit it", because="it is published", fix="Write a new one."),
        **DRAFT,
    ),
    "changes-gone": asking("GET", "/v1/changes", ChangesGone(after=3, last=90)),
    "stale-version": asking(
        "PUT", MESSAGE, StaleVersion("message", ID, 3), headers={"If-Match": '"v3"'}, **DRAFT
    ),
    "too-large": asking("POST", "/v1/messages", content=b" " * (1024 * 1024 + 1), headers=JSON),
    "uri-too-long": asking("GET", "/v1/messages?q=" + "x" * 9_000),
    "unsupported-media-type": asking("POST", "/v1/messages", content=b"x", headers=TEXT),
    "invalid-request": asking(
        "POST", "/v1/messages", InvalidRequest(Problem("/content/text", "Too long.", "Shorten it.")), **DRAFT
    ),
    "version-required": asking("PUT", MESSAGE, **DRAFT),
    "headers-too-large": asking("GET", "/v1/messages", headers={"X-Long": "x" * 40_000}),
    "rate-limited": too_often,
    "internal-error": asking("GET", "/v1/messages", RuntimeError("planted")),
    "store-unavailable": asking("POST", "/v1/messages", StoreUnavailable("The disk is full."), **DRAFT),
    "overloaded": asking("POST", "/v1/messages", Overloaded(10_000), **DRAFT),
    "too-many-listeners": asking("GET", "/v1/changes/stream", TooManyListeners(100)),
    "not-ready": not_ready,
}


@pytest.fixture
def application(world: World) -> Starlette:
    """The application, for callers that ask at most so often."""
    limit = RateLimit(per_minute=60, burst=20)
    return create_application(
        use_cases_of(world), authenticate=authenticate, loopback_only=True, rate_limit=limit
    )


def test_no_kind_is_left_out() -> None:
    """A kind that nothing here raises is found, and so is a request for a kind that is gone."""
    assert set(KINDS) == set(REQUESTS)


@pytest.mark.parametrize("slug", KINDS)
async def test_each_kind_is_met_and_explained(application: Starlette, world: World, slug: str) -> None:
    """The answer names the kind, its status and what happened; its type leads to the cause and the fix."""
    transport = httpx.ASGITransport(application, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=headers) as client:
        answer = await REQUESTS[slug](client, world)
        world.raises = None
        explained = (await client.get(answer.json()["type"])).json()

    kind, told = KINDS[slug], answer.json()
    assert "application/problem+json" == answer.headers["content-type"]
    assert (kind.type, kind.status, kind.title) == (told["type"], answer.status_code, told["title"])
    assert told["detail"].endswith((".", '"v3"'))
    assert (kind.meaning, kind.fix) == (explained["meaning"], explained["fix"])
