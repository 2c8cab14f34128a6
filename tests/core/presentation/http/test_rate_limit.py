"""How many requests a caller may send, and how it is told."""

from uuid import UUID

import httpx
import pytest

from omnichannel.domain.errors import ChangesGone, TooManyListeners
from omnichannel.domain.rights import Principal
from omnichannel.presentation.http.application import create_application
from omnichannel.presentation.http.problems import HttpProblem
from omnichannel.presentation.http.rate_limit import MOST_CALLERS, Limiter, RateLimit
from tests.core.presentation.http.conftest import BASE_URL, POWERLESS, TOKEN, authenticate
from tests.core.presentation.http.fakes import use_cases_of
from tests.core.presentation.http.world import World

HERE = UUID(int=1)
SOMEBODY = Principal(HERE, "user:1", frozenset())


class Clock:
    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_burst_is_let_through_and_then_the_pace() -> None:
    """After a pause the burst passes at once, then one request in each interval."""
    clock = Clock()
    limiter = Limiter(RateLimit(per_minute=60, burst=3), clock)

    told = [limiter.take(SOMEBODY)["RateLimit"] for _ in range(3)]
    with pytest.raises(HttpProblem) as refused:
        limiter.take(SOMEBODY)
    clock.seconds += 1
    told.append(limiter.take(SOMEBODY)["RateLimit"])

    assert ['"requests";r=2;t=1', '"requests";r=1;t=2', '"requests";r=0;t=3', '"requests";r=0;t=3'] == told
    assert "1" == refused.value.headers["Retry-After"]


def test_a_refused_request_costs_nothing() -> None:
    """Who asks too often while being refused waits no longer for it."""
    clock = Clock()
    limiter = Limiter(RateLimit(per_minute=60, burst=1), clock)
    limiter.take(SOMEBODY)
    for _ in range(100):
        with pytest.raises(HttpProblem):
            limiter.take(SOMEBODY)

    clock.seconds += 1

    assert limiter.take(SOMEBODY)


def test_callers_do_not_pay_for_each_other() -> None:
    """Each caller of each workspace has a count of its own."""
    limiter = Limiter(RateLimit(per_minute=1, burst=1), Clock())

    limiter.take(SOMEBODY)

    assert limiter.take(Principal(HERE, "user:2", frozenset()))
    assert limiter.take(Principal(UUID(int=2), "user:1", frozenset()))


def test_the_count_takes_bounded_memory() -> None:
    """However many callers come, the table stays bounded, and who has paid is forgotten first."""
    clock = Clock()
    limiter = Limiter(RateLimit(per_minute=60, burst=1), clock)
    for number in range(MOST_CALLERS):
        limiter.take(Principal(HERE, f"user:{number}", frozenset()))
    clock.seconds += 0.5

    limiter.take(Principal(HERE, "one more", frozenset()))
    clock.seconds += 5
    for number in range(MOST_CALLERS):
        limiter.take(Principal(HERE, f"key:{number}", frozenset()))

    assert len(limiter) <= MOST_CALLERS


async def test_every_answer_to_a_known_caller_tells_the_limit() -> None:
    """Good answers and problems bear both headers, those of no operation too."""
    async with client_of(RateLimit(per_minute=600, burst=20)) as client:
        known = [
            await client.get("/v1/messages"),
            await client.get("/v1/messages?limit=0"),
            await client.post("/v1/messages", content=b"x"),
            await client.delete("/v1/messages"),
            await client.get("/v1/letters"),
            await client.get("/v1/messages/not-an-id"),
            await client.get("/v1/messages", headers={"Authorization": f"Bearer {POWERLESS}"}),
        ]

    assert [200, 422, 415, 405, 404, 400, 403] == [answer.status_code for answer in known]
    assert {'"requests";q=20;w=2'} == {answer.headers["ratelimit-policy"] for answer in known}
    assert ["19", "18", "17", "16", "15", "14", "19"] == [
        answer.headers["ratelimit"].split(";")[1].removeprefix("r=") for answer in known
    ]


@pytest.mark.parametrize(("path", "status"), [("/v1/messages", 401), ("/v1/letters", 404), ("/healthz", 200)])
async def test_who_is_not_known_has_no_count(path: str, status: int) -> None:
    """The limit is a caller's: a token that is not valid, or none, names no caller to count."""
    async with client_of(RateLimit(per_minute=600, burst=20)) as client:
        answer = await client.get(path, headers={"Authorization": "Bearer x"})

    assert status == answer.status_code
    assert "ratelimit" not in answer.headers


@pytest.mark.parametrize("error", [TooManyListeners(100), ChangesGone(after=3, last=90)])
async def test_a_stream_that_does_not_begin_tells_the_limit(error: Exception) -> None:
    """A stream is refused once it is opened, and that answer bears the headers as well."""
    async with client_of(RateLimit(per_minute=600, burst=20), World(raises=error)) as client:
        answer = await client.get("/v1/changes/stream?after=3")

    assert answer.status_code in (503, 410)
    assert "r=19" in answer.headers["ratelimit"]


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/letters", "/v1/channels/email"])
async def test_a_refused_caller_reads_one_wait(path: str) -> None:
    """`Retry-After`, `RateLimit` and the fix name the same number of seconds, wherever it asks."""
    async with client_of(RateLimit(per_minute=30, burst=4)) as client:
        for _ in range(4):
            await client.get("/v1/messages")
        answer = await client.get(path)

    assert (429, "2", '"requests";r=0;t=2') == (
        answer.status_code,
        answer.headers["retry-after"],
        answer.headers["ratelimit"],
    )
    assert "Wait 2 s." == answer.json()["errors"][0]["fix"]


async def test_one_request_too_many_is_a_problem_with_the_limit() -> None:
    """The caller reads how much it may send and when to come back."""
    async with client_of(RateLimit(per_minute=60, burst=1)) as client:
        await client.get("/v1/messages")
        answer = await client.get("/v1/messages")

    assert (429, "/problems/rate-limited") == (answer.status_code, answer.json()["type"])
    assert "One caller may send 60 requests a minute, 1 at once. Wait 1 s." == answer.json()["detail"]
    assert ("60 requests a minute, 1 at once", "Wait 1 s.") == tuple(
        answer.json()["errors"][0][k] for k in ("limit", "fix")
    )
    assert ("1", '"requests";q=1;w=1') == (answer.headers["retry-after"], answer.headers["ratelimit-policy"])


async def test_health_is_not_counted() -> None:
    """Whoever watches the process is never refused."""
    async with client_of(RateLimit(per_minute=1, burst=1)) as client:
        answers = [await client.get("/healthz") for _ in range(3)]

    assert {200} == {answer.status_code for answer in answers}


def client_of(limit: RateLimit, world: World | None = None) -> httpx.AsyncClient:
    application = create_application(
        use_cases_of(world or World()), authenticate=authenticate, loopback_only=True, rate_limit=limit
    )
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(application),
        base_url=BASE_URL,
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
