"""Accounts that are connected by signing in, the whole way: our API, the platform's dialog, and back."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx

from omnichannel_sandbox.accounts import META_APP, PAGES
from tests.walks.command_line import command
from tests.walks.house import House
from tests.walks.test_secrets import forms

BAKERY = PAGES[0].id


class Browser:
    """Somebody at a browser: knows no token of ours, and follows where it is sent."""

    def __init__(self) -> None:
        self.client = httpx.AsyncClient(trust_env=False, timeout=30, follow_redirects=False)

    async def sign_in(self, url: str, *, answer: str = "allow", pages: tuple[str, ...] = (BAKERY,)) -> Any:
        """Open the dialog, answer it, and give the address that the platform sends the browser to."""
        dialog = await self.client.get(url)
        assert dialog.status_code == 200, dialog.text
        assert "wants to" in dialog.text
        sent = await self.client.post(url, data={"answer": answer, "page": list(pages)})
        assert sent.status_code == 302, sent.text
        return sent.headers["location"]

    async def open(self, url: str) -> httpx.Response:
        """Open an address."""
        return await self.client.get(url)

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()


async def started(house: House, **fields: str) -> dict[str, Any]:
    """Begin to connect."""
    key = {"Idempotency-Key": str(uuid4())}  # as our client sends with every write
    answer = await house.api.post("/v1/connections", json={"channel": "facebook", **fields}, headers=key)
    assert answer.status_code == 201, answer.text
    assert f"/v1/connections/{answer.json()['id']}" == answer.headers["location"]
    return dict(answer.json())


async def signed_in(house: House, browser: Browser, **answers: Any) -> str:
    """Sign in as far as the choice; gives the connection's id."""
    connection = await started(house)
    landed = await browser.open(await browser.sign_in(connection["authorization_url"], **answers))
    assert (200, "text/html; charset=utf-8") == (landed.status_code, landed.headers["content-type"])
    return str(connection["id"])


async def chosen(house: House, id: str, *external_ids: str) -> httpx.Response:
    """Choose accounts."""
    return await house.api.post(f"/v1/connections/{id}:choose", json={"external_ids": list(external_ids)})


async def connected(house: House, browser: Browser) -> dict[str, Any]:
    """Connect the bakery's page by signing in; gives the account."""
    answer = await chosen(house, await signed_in(house, browser), BAKERY)
    assert answer.status_code == 200, answer.text
    (account,) = answer.json()["items"]
    return dict(account)


async def test_a_page_is_connected_lost_and_found_again(house: House) -> None:
    """
    Connected by signing in, a page publishes. Its rights taken away, a check pauses it; what is due
    waits. Signed in again, it is the same account, and what waited goes out once.
    """
    async with Browser() as browser:
        account = await connected(house, browser)
        first = await house.publish(account["id"], "First loaf")
        await house.until(first["id"], "published")
        alive = (await house.api.post(f"/v1/accounts/{account['id']}:probe")).json()

        revoked = await house.control.post(f"/control/accounts/facebook/{BAKERY}/revoke")
        dead = (await house.api.post(f"/v1/accounts/{account['id']}:probe")).json()
        paused = (await house.api.get(f"/v1/accounts/{account['id']}")).json()
        second = await house.publish(account["id"], "Second loaf")
        waiting = await house.until(second["id"], "waiting")
        quota = (await house.api.get(f"/v1/accounts/{account['id']}/quota")).json()

        again = await connected(house, browser)
        published = await house.until(second["id"], "published")

    assert (BAKERY, PAGES[0].name, "active") == (account["external_id"], account["name"], account["state"])
    assert (200, True, None) == (revoked.status_code, alive["ok"], alive["expires_at"])
    assert (False, "The person has removed the app.") == (dead["ok"], dead["reason"])
    assert ("paused", "sign_in") == (paused["state"], paused["paused_by"])
    assert "The person has removed the app. Connect the account again." == paused["pause_reason"]
    assert (None, 0) == (waiting["next_look_at"], waiting["attempts"])
    assert (False, None) == (quota["allowed"], quota["next_free_at"])
    assert f"{PAGES[0].name} is paused." in quota["reason"]
    assert (account["id"], "active", None) == (again["id"], again["state"], again["paused_by"])
    assert published["url"]
    assert ["First loaf", "Second loaf"] == [post["text"] for post in await house.arrivals("facebook")]


async def test_several_pages_are_connected_at_once(house: House) -> None:
    """All pages that the person left ticked can be chosen, those that were not are not offered."""
    async with Browser() as browser:
        id = await signed_in(house, browser, pages=(PAGES[0].id, PAGES[2].id))
    offered = (await house.api.get(f"/v1/connections/{id}")).json()

    stranger = await chosen(house, id, PAGES[0].id, PAGES[1].id)
    answer = await chosen(house, id, PAGES[2].id, PAGES[0].id)
    after = (await house.api.get(f"/v1/connections/{id}")).json()
    again = await chosen(house, id, PAGES[0].id)

    assert "choosing" == offered["state"]
    candidates = [{"external_id": page.id, "name": page.name, "handle": None} for page in PAGES[::2]]
    assert candidates == offered["candidates"]
    assert (422, "/external_ids/1") == (stranger.status_code, stranger.json()["errors"][0]["field"])
    assert [PAGES[2].name, PAGES[0].name] == [account["name"] for account in answer.json()["items"]]
    assert ("done", []) == (after["state"], after["candidates"])
    assert (
        409,
        "Cannot connect the accounts: the connection is done. Start connecting again: POST /v1/connections.",
    ) == (
        again.status_code,
        again.json()["detail"],
    )


async def test_a_person_says_no(house: House) -> None:
    """Refused at the platform, nothing is connected; the page and the connection say so in plain words."""
    async with Browser() as browser:
        connection = await started(house)
        landed = await browser.open(await browser.sign_in(connection["authorization_url"], answer="refuse"))
    after = (await house.api.get(f"/v1/connections/{connection['id']}")).json()

    assert "You did not allow it, so nothing was connected." in landed.text
    assert "You can close this window." in landed.text
    assert ("refused", []) == (after["state"], after["candidates"])
    assert after["reason"].startswith("You did not allow it")
    assert [] == (await house.api.get("/v1/accounts")).json()["items"]


async def test_the_way_back_is_good_once_and_says_nothing(house: House) -> None:
    """An unknown state, a used one and none at all get the same page, which names nobody."""
    async with Browser() as browser:
        connection = await started(house)
        back = await browser.sign_in(connection["authorization_url"])
        first = await browser.open(back)
        used = await browser.open(back)
        place = back.partition("?")[0]
        others = [await browser.open(f"{place}{query}") for query in ("", "?state=x&code=y", "?code=y")]
    after = (await house.api.get(f"/v1/connections/{connection['id']}")).json()

    assert "You are signed in" in first.text
    assert 1 == len({answer.text for answer in (used, *others)})
    assert {200} == {answer.status_code for answer in (used, *others)}
    assert "This sign-in is over" in used.text
    assert "choosing" == after["state"]


async def test_the_browser_is_sent_back_with_the_connection(house: House) -> None:
    """To a program on this machine, or to a path of ours; never anywhere else."""
    async with Browser() as browser:
        for return_to in ("http://127.0.0.1:9/done?from=cli", "/accounts"):
            connection = await started(house, return_to=return_to)
            landed = await browser.open(await browser.sign_in(connection["authorization_url"]))
            sign = "&" if "?" in return_to else "?"
            assert 303 == landed.status_code
            assert f"{return_to}{sign}connection={connection['id']}" == landed.headers["location"]
    evil = await house.api.post(
        "/v1/connections", json={"channel": "facebook", "return_to": "https://evil.example/"}
    )

    assert (422, "/return_to") == (evil.status_code, evil.json()["errors"][0]["field"])
    assert "The browser would be sent away from here." == evil.json()["errors"][0]["detail"]


async def test_the_address_holds_what_the_platform_needs(house: House) -> None:
    """App, way back and state stand in it; the secret does not, and no state comes twice."""
    first, second = await started(house), await started(house)

    query = parse_qs(urlsplit(first["authorization_url"]).query)
    assert [META_APP.id] == query["client_id"]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/v1/connections/callback", query["redirect_uri"][0])
    assert len(query["state"][0]) >= 43
    assert query["state"] != parse_qs(urlsplit(second["authorization_url"]).query)["state"]
    assert META_APP.secret not in first["authorization_url"]


async def test_no_secret_of_a_sign_in_is_kept_in_clear(house: House) -> None:
    """Neither state nor code nor tokens nor the app's secret are in a file or an answer of the runtime."""
    async with Browser() as browser:
        connection = await started(house)
        back = await browser.sign_in(connection["authorization_url"])
        await browser.open(back)
        answers = [(await house.api.get(f"/v1/connections/{connection['id']}")).text]
        answers.append((await chosen(house, connection["id"], BAKERY)).text)
    query = parse_qs(urlsplit(back).query)
    await house.kill()
    files = [path for path in house.home.rglob("*") if path.is_file()]
    texts = {path.name: path.read_bytes() for path in files}
    await house.start()

    planted = [
        query["state"][0],
        query["code"][0],
        META_APP.secret,
        "sandbox-user-",
        f"sandbox-page-{BAKERY}",
    ]
    found = [
        (secret, name)
        for secret in planted
        for name, text in texts.items()
        for f in forms(secret)
        if f in text
    ]
    assert [] == found
    assert not any(secret in answer for secret in planted for answer in answers)


async def test_a_channel_without_a_sign_in_page_says_so(house: House) -> None:
    """Mail, and a channel that is not there, say what to do instead."""
    mail = await house.api.post("/v1/connections", json={"channel": "email"})
    unknown = await house.api.post("/v1/connections", json={"channel": "telegraph"})

    assert (422, "Email has no sign-in page.") == (mail.status_code, mail.json()["errors"][0]["detail"])
    assert "Send credentials: POST /v1/accounts." == mail.json()["errors"][0]["fix"]
    assert (422, "/channel") == (unknown.status_code, unknown.json()["errors"][0]["field"])


async def test_a_script_is_told_what_can_be_chosen_and_chooses_later(house: House) -> None:
    """Of two pages the command line names both and keeps the sign-in; the command it names connects them."""
    pages = tuple(page.id for page in PAGES[:2])
    async with Browser() as browser:
        id = await signed_in(house, browser, pages=pages)

    asked = await command(house, "accounts", "connect", "--connection", id)
    choices = [option for page in pages for option in ("--choose", page)]
    done = await command(house, "accounts", "connect", "--connection", id, *choices)
    again = await command(house, "accounts", "connect", "--connection", id, *choices)

    assert (6, "") == (asked.code, asked.out)
    assert [f"`--choose {page.id}`  {page.name}" for page in PAGES[:2]] == re.findall(
        "`--choose.*", asked.err
    )
    assert (0, [f"✓ facebook:{page.name}" for page in PAGES[:2]]) == (done.code, done.out.splitlines())
    assert (1, "error: its accounts are connected already\n") == (
        again.code,
        again.err.split("\n\n")[0] + "\n",
    )
