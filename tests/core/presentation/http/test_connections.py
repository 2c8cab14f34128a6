"""Connections, and the care of accounts, over HTTP."""

from uuid import UUID

import httpx
import pytest

from omnichannel.application.ports.inbound.connections import Landing
from tests.core.presentation.http.world import World

NEW = {"channel": "email", "name": "Newsletter", "credentials": {"password": "swordfish"}}
NOBODY = UUID(int=5)


async def connected(client: httpx.AsyncClient) -> str:
    return f"/v1/accounts/{(await client.post('/v1/accounts', json=NEW)).json()['id']}"


async def test_a_connection_is_started_read_and_chosen_from(client: httpx.AsyncClient) -> None:
    """The answer names where the connection is read."""
    started = await client.post("/v1/connections", json={"channel": "facebook", "return_to": "/accounts"})
    place = started.headers["location"]

    read = await client.get(place)
    chosen = await client.post(f"{place}:choose", json={"external_ids": ["1"]})

    assert (201, f"/v1/connections/{started.json()['id']}") == (started.status_code, place)
    assert {"id", "authorization_url", "expires_at"} == set(started.json())
    assert ("waiting", "facebook") == (read.json()["state"], read.json()["channel"])
    assert {"items": []} == chosen.json()


async def test_the_way_back_is_a_page_that_is_safe(anonymous: httpx.AsyncClient, world: World) -> None:
    """Everybody may open it; it escapes what it says, runs nothing, and is not kept."""
    answer = await anonymous.get("/v1/connections/callback?state=x&code=y&granted_scopes=z")

    assert (200, "text/html; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    assert "<h1>This sign-in is over</h1><p>Start &lt;again&gt;.</p>" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert ("no-store", "no-referrer") == (
        answer.headers["cache-control"],
        answer.headers["referrer-policy"],
    )
    assert [] == world.asked_by


async def test_the_browser_is_sent_on(anonymous: httpx.AsyncClient, world: World) -> None:
    """Where the connection asked for it, with a redirect that is not repeated as a POST."""
    world.landings["known"] = Landing("", "", "http://127.0.0.1:9/done?connection=1")

    answer = await anonymous.get("/v1/connections/callback?state=known&code=y")

    assert (303, "http://127.0.0.1:9/done?connection=1") == (answer.status_code, answer.headers["location"])


@pytest.mark.parametrize(
    ("query", "field", "limit"),
    [
        ("state=" + "s" * 201, "/state", "200 characters"),
        ("code=" + "c" * 4097, "/code", "4,096 characters"),
        ("error=" + "e" * 501, "/error", "500 characters"),
    ],
)
async def test_what_comes_back_is_bounded(
    anonymous: httpx.AsyncClient, query: str, field: str, limit: str
) -> None:
    """More than any platform sends is refused, with the bound."""
    answer = await anonymous.get(f"/v1/connections/callback?{query}")

    (error,) = answer.json()["errors"]
    assert (422, field, limit) == (answer.status_code, error["field"], error["limit"])


@pytest.mark.parametrize("ids", [[], [str(number) for number in range(51)]])
async def test_a_choice_is_bounded(client: httpx.AsyncClient, ids: list[str]) -> None:
    """At least one, and fifty at most."""
    place = (await client.post("/v1/connections", json={"channel": "facebook"})).headers["location"]

    answer = await client.post(f"{place}:choose", json={"external_ids": ids})

    assert (422, "/external_ids") == (answer.status_code, answer.json()["errors"][0]["field"])


async def test_an_account_is_edited_by_its_version(client: httpx.AsyncClient) -> None:
    """The tag that was read goes with the edit; without it, or with an old one, nothing changes."""
    place = await connected(client)
    tag = (await client.get(place)).headers["etag"]

    without = await client.put(place, json={"name": "News"})
    edited = await client.put(place, json={"name": "News", "handle": "@news"}, headers={"If-Match": tag})
    stale = await client.put(place, json={"name": "Late"}, headers={"If-Match": tag})

    assert (428, 200, 412) == (without.status_code, edited.status_code, stale.status_code)
    assert ("News", "@news", '"v2"') == (
        edited.json()["name"],
        edited.json()["handle"],
        edited.headers["etag"],
    )


async def test_an_account_is_paused_resumed_checked_and_removed(client: httpx.AsyncClient) -> None:
    """Each has its own path; removed, it is not there any more, however often one asks."""
    place = await connected(client)

    paused = await client.post(f"{place}:pause", json={"reason": "Holidays."})
    resumed = await client.post(f"{place}:resume")
    probed = await client.post(f"{place}:probe")
    removed = await client.delete(place)
    again = await client.delete(place)

    assert ("paused", "person", "Holidays.") == tuple(
        paused.json()[name] for name in ("state", "paused_by", "pause_reason")
    )
    assert ("active", None) == (resumed.json()["state"], resumed.json()["paused_by"])
    assert {"ok", "checked_at", "expires_at", "reason", "fix"} == set(probed.json())
    assert (204, b"", 404) == (removed.status_code, removed.content, again.status_code)


async def test_a_quota_is_asked_for_a_moment(client: httpx.AsyncClient) -> None:
    """With its offset; without one, or with the plus sign as it is, the answer says what is wrong."""
    place = await connected(client)

    asked = await client.get(f"{place}/quota?at=2027-03-01T09:00:00%2B01:00")
    naive = await client.get(f"{place}/quota?at=2027-03-01T09:00:00")
    plus = await client.get(f"{place}/quota?at=2027-03-01T09:00:00+01:00")

    assert (200, "2027-03-01T09:00:00+01:00") == (asked.status_code, asked.json()["at"])
    assert {"allowed", "at", "used", "limit", "per_seconds", "reason", "next_free_at"} == set(asked.json())
    for wrong in (naive, plus):
        (error,) = wrong.json()["errors"]
        assert (422, "/at") == (wrong.status_code, error["field"])
        assert error["fix"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/v1/connections/{NOBODY}"),
        ("GET", f"/v1/accounts/{NOBODY}/quota"),
        ("POST", f"/v1/accounts/{NOBODY}:probe"),
        ("POST", f"/v1/accounts/{NOBODY}:resume"),
        ("DELETE", f"/v1/accounts/{NOBODY}"),
    ],
)
async def test_what_is_not_there_is_404(client: httpx.AsyncClient, method: str, path: str) -> None:
    """An unknown id is told as such."""
    answer = await client.request(method, path)

    assert (404, "/problems/not-found") == (answer.status_code, answer.json()["type"])
