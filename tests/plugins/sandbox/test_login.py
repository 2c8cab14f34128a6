"""Signing in at the pretend platform: the dialog, its codes, and the tokens they are traded for."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from omnichannel_sandbox.accounts import META_APP, PAGES, PUBLISHER_SCOPES
from omnichannel_sandbox.graph.codes import CODE_LASTS_SECONDS, CodeShelf, Permission
from omnichannel_sandbox.server import Sandbox

BACK = "http://127.0.0.1:9/back"
ASKED = {
    "client_id": META_APP.id,
    "redirect_uri": BACK,
    "state": "s t&=",
    "response_type": "code",
    "scope": ",".join(PUBLISHER_SCOPES),
}
APP = {"client_id": META_APP.id, "client_secret": META_APP.secret}
DIALOG = "/v26.0/dialog/oauth"


async def allowed(http: httpx.AsyncClient, answer: str = "allow", **asked: str) -> dict[str, list[str]]:
    """Answer the dialog; gives the query that the browser brings back."""
    data = {"answer": answer, "page": [PAGES[0].id, PAGES[1].id, "999"]}
    sent = await http.post(DIALOG, params={**ASKED, **asked}, data=data)
    assert sent.status_code == 302, sent.text
    assert sent.headers["location"].startswith(f"{BACK}?")
    return parse_qs(urlsplit(sent.headers["location"]).query)


async def traded(sandbox: Sandbox, **query: str) -> dict[str, Any]:
    """Ask for a token."""
    async with httpx.AsyncClient(base_url=f"{sandbox.graph_url}/v26.0") as client:
        return dict((await client.get("/oauth/access_token", params={**APP, **query})).json())


async def pages_of(sandbox: Sandbox, token: str, **query: Any) -> dict[str, Any]:
    """List the pages of a person."""
    async with httpx.AsyncClient(base_url=f"{sandbox.graph_url}/v26.0") as client:
        headers = {"Authorization": f"Bearer {token}"}
        return dict((await client.get("/me/accounts", params=query, headers=headers)).json())


async def person(http: httpx.AsyncClient, sandbox: Sandbox) -> str:
    """Sign in; gives the person's long-lived token."""
    (code,) = (await allowed(http))["code"]
    short = (await traded(sandbox, code=code, redirect_uri=BACK))["access_token"]
    long = await traded(sandbox, grant_type="fb_exchange_token", fb_exchange_token=short)
    return str(long["access_token"])


async def test_the_dialog_asks(http: httpx.AsyncClient) -> None:
    """A person sees who asks for what, and on which pages; nothing of it can run or be framed."""
    page = await http.get(DIALOG, params=ASKED)

    assert 200 == page.status_code
    assert all(name in page.text for name in (META_APP.name, "Harbour Bakery", "pages_manage_posts"))
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "<script" not in page.text


async def test_allowed_the_browser_brings_a_code(http: httpx.AsyncClient) -> None:
    """With the state as it was given."""
    query = await allowed(http)

    assert [ASKED["state"]] == query["state"]
    assert {"code", "state"} == set(query)


async def test_refused_the_browser_brings_no_code(http: httpx.AsyncClient) -> None:
    """Meta's own words for it, and the state."""
    query = await allowed(http, "refuse")

    assert (["access_denied"], ["user_denied"]) == (query["error"], query["error_reason"])
    assert "code" not in query
    assert [ASKED["state"]] == query["state"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"client_id": "1"}, "Invalid App ID"),
        ({"redirect_uri": "http://evil.example/"}, "URL blocked"),
        ({"redirect_uri": "javascript:alert(1)"}, "URL blocked"),
        ({"redirect_uri": "http://["}, "URL blocked"),
        ({"redirect_uri": ""}, "URL blocked"),
        ({"scope": "pages_manage_posts,email<b>"}, "Invalid Scopes: email&lt;b&gt;"),
        ({"response_type": "token"}, "Only response_type=code"),
    ],
)
async def test_the_dialog_does_not_ask_nonsense(
    http: httpx.AsyncClient, asked: dict[str, str], words: str
) -> None:
    """Another app, another address, unknown permissions: the browser stays here and reads why."""
    answer = await http.get(DIALOG, params={**ASKED, **asked})

    assert 400 == answer.status_code
    assert words in answer.text


async def test_an_old_version_of_the_dialog_is_gone(http: httpx.AsyncClient) -> None:
    """As for the rest of the API."""
    assert 400 == (await http.get("/v20.0/dialog/oauth", params=ASKED)).status_code


async def test_a_code_leads_to_the_pages_that_were_ticked(http: httpx.AsyncClient, sandbox: Sandbox) -> None:
    """Each page comes with a token of its own, which publishes there and does not end."""
    token = await person(http, sandbox)

    pages = (await pages_of(sandbox, token, fields="id,name,access_token,tasks"))["data"]

    assert [page.id for page in PAGES[:2]] == [page["id"] for page in pages]
    assert all("CREATE_CONTENT" in page["tasks"] for page in pages)
    async with httpx.AsyncClient(base_url=f"{sandbox.graph_url}/v26.0") as client:
        headers = {"Authorization": f"Bearer {pages[1]['access_token']}"}
        posted = await client.post(f"/{PAGES[1].id}/feed", json={"message": "Hi"}, headers=headers)
        elsewhere = await client.post(f"/{PAGES[0].id}/feed", json={"message": "Hi"}, headers=headers)
        seen = {"input_token": pages[1]["access_token"], "access_token": META_APP.token}
        about = (await client.get("/debug_token", params=seen)).json()["data"]
    assert (200, 403) == (posted.status_code, elsewhere.status_code)
    assert (True, 0, "PAGE") == (about["is_valid"], about["expires_at"], about["type"])


async def test_pages_come_in_parts(http: httpx.AsyncClient, sandbox: Sandbox) -> None:
    """A limit leaves the rest for the next request."""
    token = await person(http, sandbox)

    first = await pages_of(sandbox, token, limit=1)
    second = await pages_of(sandbox, token, limit=1, after=first["paging"]["cursors"]["after"])

    assert "next" in first["paging"]
    assert "next" not in second["paging"]
    assert [PAGES[0].id, PAGES[1].id] == [first["data"][0]["id"], second["data"][0]["id"]]


async def test_a_code_is_good_once(http: httpx.AsyncClient, sandbox: Sandbox) -> None:
    """Brought again it is refused."""
    (code,) = (await allowed(http))["code"]

    first = await traded(sandbox, code=code, redirect_uri=BACK)
    again = await traded(sandbox, code=code, redirect_uri=BACK)

    assert ("bearer", 5_400) == (first["token_type"], first["expires_in"])
    assert (100, 36009) == (again["error"]["code"], again["error"]["error_subcode"])


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"redirect_uri": BACK + "/"}, 100),
        ({"code": "AQnobody"}, 100),
        ({"client_secret": "wrong"}, 1),
        ({"client_id": "1"}, 101),
        ({"grant_type": "fb_exchange_token", "fb_exchange_token": "nobody"}, 190),
        ({"colour": "red"}, 100),
    ],
)
async def test_a_code_alone_is_worth_nothing(
    http: httpx.AsyncClient, sandbox: Sandbox, wrong: dict[str, str], code: int
) -> None:
    """Secret, app and address must be right; a wrong try does not use the code up."""
    (good,) = (await allowed(http))["code"]

    refused = await traded(sandbox, **{"code": good, "redirect_uri": BACK, **wrong})

    assert code == refused["error"]["code"]
    assert "access_token" in await traded(sandbox, code=good, redirect_uri=BACK)


def test_a_code_ends() -> None:
    """Ten minutes after it was given."""
    now = [100.0]
    shelf = CodeShelf(lambda: now[0])

    code = shelf.give(Permission(META_APP.id, BACK, (), ()))

    permission = shelf.get(code)
    assert permission is not None
    assert 100.0 + CODE_LASTS_SECONDS == permission.expires_at


async def test_a_page_that_is_taken_back_is_refused_until_one_signs_in_again(
    http: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """Old tokens of the page are 190/458, those of other pages work, and so do new ones."""
    await http.post(f"/control/accounts/facebook/{PAGES[0].id}/revoke")

    async with httpx.AsyncClient(base_url=f"{sandbox.graph_url}/v26.0") as client:
        old = await client.get("/me", params={"access_token": PAGES[0].token})
        other = await client.get("/me", params={"access_token": PAGES[1].token})
        seen = {"input_token": PAGES[0].token, "access_token": META_APP.token}
        about = (await client.get("/debug_token", params=seen)).json()["data"]
        new = (await pages_of(sandbox, await person(http, sandbox)))["data"][0]["access_token"]
        again = await client.get("/me", params={"access_token": new})

    error = old.json()["error"]
    assert (190, 458) == (error["code"], error["error_subcode"])
    assert (200, 200) == (other.status_code, again.status_code)
    assert (False, 458) == (about["is_valid"], about["error"]["subcode"])


async def test_a_page_token_lists_no_pages(graph: httpx.AsyncClient) -> None:
    """Only a person has pages."""
    assert 100 == (await graph.get("/me/accounts")).json()["error"]["code"]
