"""Headers that every answer carries."""

import httpx
import pytest


@pytest.mark.parametrize("path", ["/v1/messages", "/healthz", "/nowhere", "/docs", "/openapi.json"])
async def test_every_answer_is_safe_in_a_browser(client: httpx.AsyncClient, path: str) -> None:
    """No answer is sniffed, framed, or allowed to load anything."""
    answer = await client.get(path)

    assert "nosniff" == answer.headers["x-content-type-options"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_nothing_of_the_api_is_kept_by_a_cache(client: httpx.AsyncClient) -> None:
    """Answers under /v1 are never stored on the way; problems neither."""
    answers = [await client.get("/v1/messages"), await client.get("/v1/nothing")]

    assert ["no-store"] * 2 == [answer.headers["cache-control"] for answer in answers]


async def test_no_other_origin_is_let_in(client: httpx.AsyncClient) -> None:
    """A page of another origin gets no permission to read."""
    answer = await client.get("/v1/messages", headers={"Origin": "https://evil.example"})

    assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_the_callers_correlation_id_comes_back(client: httpx.AsyncClient) -> None:
    """The caller's id stands in the header and in the problem."""
    answer = await client.get("/v1/nothing", headers={"X-Correlation-ID": "walk-7/b"})

    assert "walk-7/b" == answer.headers["x-correlation-id"] == answer.json()["correlation_id"]


@pytest.mark.parametrize("id", [b"", b"two words", b"x" * 129, "ü".encode()])
async def test_an_id_that_cannot_stand_in_a_log_is_replaced(client: httpx.AsyncClient, id: bytes) -> None:
    """An id that is empty, too long or not visible ASCII gives way to a new one."""
    answers = [await client.get("/v1/nothing", headers={b"X-Correlation-ID": id}) for _ in range(2)]

    ids = {answer.headers["x-correlation-id"] for answer in answers}
    assert 2 == len(ids)
    assert all(len(new) == 36 for new in ids)
