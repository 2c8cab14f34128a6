"""Versions, tokens and permissions."""

import asyncio
import hashlib
import hmac

import httpx
import pytest

from omnichannel_sandbox.accounts import META_APP, PAGES, Page
from omnichannel_sandbox.server import Sandbox


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("", (400, 104, None)),
        ("nobody", (400, 190, None)),
        (PAGES[0].expired_token, (400, 190, 463)),
        (PAGES[0].read_only_token, (403, 200, None)),
        (PAGES[1].token, (403, 200, None)),
    ],
)
async def test_a_token_that_does_not_allow_it(
    graph: httpx.AsyncClient, page: Page, token: str, expected: tuple[int, int, int | None]
) -> None:
    """No token, an unknown one, an expired one, too few rights, another page's: each has its code."""
    headers = {"Authorization": f"Bearer {token}"} if token else {"Authorization": ""}

    answer = await graph.post(f"/{page.id}/feed", json={"message": "Hello"}, headers=headers)
    error = answer.json()["error"]

    assert expected == (answer.status_code, error["code"], error.get("error_subcode"))


@pytest.mark.parametrize("version", ["v20.0", "v99.0", "v1", "111222333444555"])
async def test_a_version_that_is_gone_or_unknown(sandbox: Sandbox, page: Page, version: str) -> None:
    """Only versions that Meta's table has today are answered."""
    async with httpx.AsyncClient(base_url=sandbox.graph_url) as client:
        answer = await client.get(f"/{version}/{page.id}", params={"access_token": page.token})

    assert (400, 2635) == (answer.status_code, answer.json()["error"]["code"])


async def test_an_unknown_page(graph: httpx.AsyncClient) -> None:
    """A page nobody has is 100 with subcode 33."""
    error = (await graph.post("/999/feed", json={"message": "Hello"})).json()["error"]

    assert (100, 33) == (error["code"], error["error_subcode"])


async def test_the_proof_of_the_app_secret_is_checked(graph: httpx.AsyncClient, page: Page) -> None:
    """appsecret_proof is the HMAC-SHA256 of the token under the app's secret; another value is refused."""
    proof = hmac.new(META_APP.secret.encode(), page.token.encode(), hashlib.sha256).hexdigest()

    right = await graph.get(f"/{page.id}", params={"appsecret_proof": proof})
    wrong = await graph.get(f"/{page.id}", params={"appsecret_proof": "0" * 64})

    assert (200, 400) == (right.status_code, wrong.status_code)


async def test_me_is_the_page_of_the_token(graph: httpx.AsyncClient, page: Page) -> None:
    """A page token's "me" is its page."""
    answer = await graph.get("/me?fields=id,name")

    assert {"id": page.id, "name": page.name} == answer.json()


async def test_a_page_tells_its_fields(graph: httpx.AsyncClient, page: Page) -> None:
    """A page's own token sees the token; the page says its name and link."""
    answer = (await graph.get(f"/{page.id}?fields=name,link,access_token")).json()
    other = (await graph.get(f"/{PAGES[1].id}?fields=access_token")).json()

    assert (page.name, page.token, page.id) == (answer["name"], answer["access_token"], answer["id"])
    assert {"id": PAGES[1].id} == other


async def test_a_field_that_does_not_exist(graph: httpx.AsyncClient, page: Page) -> None:
    """Asking for an unknown field is an invalid parameter."""
    assert 100 == (await graph.get(f"/{page.id}?fields=colour")).json()["error"]["code"]


@pytest.mark.parametrize(
    ("token", "expected"),
    [(PAGES[0].token, True), (PAGES[0].expired_token, False), ("nobody", False)],
)
async def test_debug_token(graph: httpx.AsyncClient, token: str, *, expected: bool) -> None:
    """debug_token says whether a token is valid, and why not."""
    parameters = {"input_token": token, "access_token": META_APP.token}

    data = (await graph.get("/debug_token", params=parameters, headers={"Authorization": ""})).json()["data"]

    assert expected == data["is_valid"]
    assert expected != ("error" in data)


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("POST", "/me", 100), ("GET", "/me/likes", 100), ("GET", "/", 2500), ("PUT", "/me/feed", 100)],
)
async def test_what_is_not_offered(graph: httpx.AsyncClient, method: str, path: str, code: int) -> None:
    """An edge or method the sandbox lacks is an error in the envelope, never a page of HTML."""
    answer = await graph.request(method, path)

    assert code == answer.json()["error"]["code"]


async def test_an_hour_may_be_short(graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page) -> None:
    """A budget of a second is there again in the next one."""
    budget = {"calls_per_hour": 1, "window_seconds": 1}
    assert budget == (await http.put("/control/budget", json=budget)).json()

    answers = [await graph.get(f"/{page.id}") for _ in range(12)]
    await asyncio.sleep(1.1)
    later = await graph.get(f"/{page.id}")

    assert 80001 in {answer.json().get("error", {}).get("code") for answer in answers}
    assert 200 == later.status_code


async def test_usage_headers(graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page) -> None:
    """Every answer says the used percentage, and the call over the budget is refused with 80001."""
    await http.put("/control/budget", json={"calls_per_hour": 2})

    answers = [await graph.get(f"/{page.id}") for _ in range(3)]
    loads = [answer.headers["x-business-use-case-usage"] for answer in answers]

    assert 80001 == answers[2].json()["error"]["code"]
    assert '"call_count":50' in loads[0]
    assert '"call_count":100' in loads[2]
    assert '"call_count"' in answers[0].headers["x-app-usage"]
