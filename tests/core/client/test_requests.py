"""Each method asks what the agreed API names: method, path, query and body."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from omnichannel.client import AsyncClient
from tests.core.client.examples import (
    ID,
    account,
    connection,
    delivery,
    explanation,
    listed,
    media,
    message,
    people,
    plugin,
    probe,
    quota,
    standing,
    statistics,
    template,
)
from tests.core.client.operations import CALLED_ELSEWHERE, OPERATIONS, operation_of
from tests.core.client.servers import Scripted
from tests.core.client.webhook_calls import WEBHOOK_CALLS
from tests.core.presentation.http.fakes import CHANNEL

Call = Callable[[AsyncClient], Awaitable[Any]]
PAGE = {"items": [listed()], "next": None}
SWITCHED = {"plugin": plugin(), "enabled": True, "from_next_start": True}
RECORDS, LISTS = {"items": [standing()], "next": None}, {"items": [people()], "next": None}
NONE: dict[str, Any] = {"items": [], "next": None}
NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)


async def every(items: Any) -> list[Any]:
    return [item async for item in items]


CALLS: list[tuple[str, Call, str, Any, Any]] = [
    ("GET", lambda c: c.deliveries.get(ID), f"/v1/deliveries/{ID}", None, delivery()),
    (
        "GET",
        lambda c: c.deliveries.explain(ID, zone="Europe/Berlin"),
        f"/v1/deliveries/{ID}/explain?zone=Europe%2FBerlin",
        None,
        explanation(),
    ),
    ("GET", lambda c: c.accounts.endings(), "/v1/endings", None, {"items": []}),
    ("POST", lambda c: c.deliveries.retry(ID), f"/v1/deliveries/{ID}:retry", None, delivery()),
    (
        "POST",
        lambda c: c.deliveries.resolve(ID, "published", url="https://x.example"),
        f"/v1/deliveries/{ID}:resolve",
        {"outcome": "published", "url": "https://x.example"},
        delivery(),
    ),
    (
        "GET",
        lambda c: every(c.deliveries.list(message_id=ID, state=["failed", "missed"], asks_person=True)),
        f"/v1/deliveries?limit=200&message_id={ID}&state=failed%2Cmissed&asks_person=true",
        None,
        PAGE,
    ),
    (
        "POST",
        lambda c: c.messages.batch([{"content": {"text": "x"}}], all_or_nothing=True),
        "/v1/messages:batch",
        {"messages": [{"content": {"text": "x"}}], "all_or_nothing": True},
        {"items": [{"index": 0, "message": message(), "problem": None}], "accepted": 1, "refused": 0},
    ),
    ("POST", lambda c: c.messages.cancel(ID), f"/v1/messages/{ID}:cancel", None, message()),
    (
        "POST",
        lambda c: c.messages.reschedule(ID, NINE, version=3),
        f"/v1/messages/{ID}:reschedule",
        {"publish": {"when": "at", "local": "2027-03-01T09:00:00", "zone": "UTC"}},
        message(),
    ),
    ("GET", lambda c: c.accounts.get(ID), f"/v1/accounts/{ID}", None, account()),
    (
        "PUT",
        lambda c: c.accounts.reconnect(ID, {"key": "new"}),
        f"/v1/accounts/{ID}/credentials",
        {"credentials": {"key": "new"}},
        account(),
    ),
    ("POST", lambda c: c.accounts.probe(ID), f"/v1/accounts/{ID}:probe", None, probe()),
    (
        "POST",
        lambda c: c.accounts.pause(ID, reason="Holidays"),
        f"/v1/accounts/{ID}:pause",
        {"reason": "Holidays"},
        account(),
    ),
    ("POST", lambda c: c.accounts.resume(ID), f"/v1/accounts/{ID}:resume", None, account()),
    (
        "POST",
        lambda c: c.accounts.refresh(ID),
        f"/v1/accounts/{ID}:refresh",
        None,
        {"ok": True, "at": NINE.isoformat()},
    ),
    ("DELETE", lambda c: c.accounts.delete(ID), f"/v1/accounts/{ID}", None, None),
    (
        "GET",
        lambda c: c.accounts.quota(ID, at=NINE),
        f"/v1/accounts/{ID}/quota?at=2027-03-01T09%3A00%3A00%2B00%3A00",
        None,
        quota(),
    ),
    (
        "POST",
        lambda c: c.connections.start("letters"),
        "/v1/connections",
        {"channel": "letters"},
        {"id": ID, "authorization_url": "https://x.example", "expires_at": "2027-03-01T09:00:00Z"},
    ),
    (
        "GET",
        lambda c: c.connections.wait(ID),
        f"/v1/connections/{ID}",
        None,
        connection(),
    ),
    (
        "POST",
        lambda c: c.connections.choose(ID, ["4471"]),
        f"/v1/connections/{ID}:choose",
        {"external_ids": ["4471"]},
        {"items": [account()]},
    ),
    ("GET", lambda c: c.media.get(ID), f"/v1/media/{ID}", None, media()),
    (
        "GET",
        lambda c: every(c.media.list(media_type="image", q="rye")),
        "/v1/media?limit=200&media_type=image&q=rye",
        None,
        {"items": [media()], "next": None},
    ),
    ("GET", lambda c: c.media.content(ID), f"/v1/media/{ID}/content", None, None),
    ("GET", lambda c: c.media.thumbnail(ID, size=64), f"/v1/media/{ID}/thumbnail?size=64", None, None),
    ("DELETE", lambda c: c.media.delete(ID), f"/v1/media/{ID}", None, None),
    (
        "PATCH",
        lambda c: c.media.edit(ID, version=1, alt_text="Rye", focal_point=(0.5, 0.25)),
        f"/v1/media/{ID}",
        {"alt_text": "Rye", "focal_point": {"x": 0.5, "y": 0.25}},
        media(),
    ),
    ("POST", lambda c: c.templates.create({"name": "x"}), "/v1/templates", {"name": "x"}, template()),
    (
        "GET",
        lambda c: every(c.templates.list()),
        "/v1/templates?limit=200",
        None,
        {"items": [template()], "next": None},
    ),
    ("GET", lambda c: c.templates.get(ID), f"/v1/templates/{ID}", None, template()),
    (
        "PUT",
        lambda c: c.templates.edit(ID, {"name": "y"}, version=1),
        f"/v1/templates/{ID}",
        {"name": "y"},
        template(),
    ),
    ("DELETE", lambda c: c.templates.delete(ID), f"/v1/templates/{ID}", None, None),
    (
        "POST",
        lambda c: c.templates.render(ID, {"name": "Ada"}),
        f"/v1/templates/{ID}:render",
        {"values": {"name": "Ada"}},
        {"content": {"text": "Hello Ada"}},
    ),
    ("GET", lambda c: every(c.recipients.list()), "/v1/recipients?limit=200", None, RECORDS),
    (
        "PUT",
        lambda c: c.recipients.put([{"channel": "letters", "address": "a@b.example"}]),
        "/v1/recipients",
        {"recipients": [{"channel": "letters", "address": "a@b.example"}]},
        {"items": []},
    ),
    ("GET", lambda c: c.recipients.get(ID), f"/v1/recipients/{ID}", None, standing()),
    ("DELETE", lambda c: c.recipients.delete(ID), f"/v1/recipients/{ID}", None, None),
    ("GET", lambda c: every(c.recipient_lists.list()), "/v1/recipient-lists?limit=200", None, LISTS),
    ("GET", lambda c: c.recipient_lists.get(ID), f"/v1/recipient-lists/{ID}", None, people()),
    (
        "GET",
        lambda c: every(c.recipient_lists.recipients(ID)),
        f"/v1/recipient-lists/{ID}/recipients?limit=1000",
        None,
        {"items": [{"position": 1, "address": "ada@guests.example", "name": None}], "next": None},
    ),
    ("DELETE", lambda c: c.recipient_lists.delete(ID), f"/v1/recipient-lists/{ID}", None, None),
    ("GET", lambda c: c.plugins.list(), "/v1/plugins", None, {"items": []}),
    ("GET", lambda c: c.plugins.get("letters"), "/v1/plugins/letters", None, plugin()),
    ("POST", lambda c: c.plugins.enable("letters"), "/v1/plugins/letters:enable", None, SWITCHED),
    ("POST", lambda c: c.plugins.disable("letters"), "/v1/plugins/letters:disable", None, SWITCHED),
    (
        "GET",
        lambda c: c.statistics.get(since=NINE.date(), zone="Europe/Berlin"),
        "/v1/statistics?since=2027-03-01&zone=Europe%2FBerlin",
        None,
        statistics(),
    ),
    (
        "GET",
        lambda c: every(c.changes.list(after="7")),
        "/v1/changes?after=7&limit=200",
        None,
        {"items": [], "next": "7", "has_more": False, "last": "7"},
    ),
    ("GET", lambda c: c.channels.list(), "/v1/channels", None, {"items": []}),
    (
        "GET",
        lambda c: c.channels.get("letters"),
        "/v1/channels/letters",
        None,
        CHANNEL.model_dump(mode="json"),
    ),
    ("GET", lambda c: c.accounts.list(), "/v1/accounts", None, {"items": []}),
    (
        "POST",
        lambda c: c.accounts.add("letters", "Harbour", {"key": "x"}, handle="@harbour"),
        "/v1/accounts",
        {
            "channel": "letters",
            "name": "Harbour",
            "credentials": {"key": "x"},
            "external_id": None,
            "handle": "@harbour",
        },
        account(),
    ),
    (
        "PUT",
        lambda c: c.accounts.edit(ID, name="Harbour", handle=None, version=1),
        f"/v1/accounts/{ID}",
        {"name": "Harbour", "handle": None},
        account(),
    ),
    (
        "GET",
        lambda c: every(c.messages.list(status="failed")),
        "/v1/messages?limit=200&status=failed",
        None,
        NONE,
    ),
    (
        "PUT",
        lambda c: c.messages.edit(ID, {"content": {"text": "y"}}, version=3),
        f"/v1/messages/{ID}",
        {"content": {"text": "y"}},
        message(),
    ),
    ("GET", lambda c: c.messages.get(ID), f"/v1/messages/{ID}", None, message()),
    (
        "POST",
        lambda c: c.messages.create({"content": {"text": "x"}}),
        "/v1/messages",
        {"content": {"text": "x"}},
        message(),
    ),
    *WEBHOOK_CALLS,
]


@pytest.mark.parametrize(
    ("method", "call", "path", "body", "answer"), CALLS, ids=[f"{one[0]} {one[2]}" for one in CALLS]
)
async def test_a_method_asks_what_the_api_names(
    method: str, call: Call, path: str, body: Any, answer: Any
) -> None:
    """The request is the one that the API describes, and a write carries a key."""
    server = Scripted(httpx.Response(204) if answer is None else httpx.Response(200, json=answer))

    async with server.client() as client:
        await call(client)

    (asked,) = server.asked
    assert (method, path) == (asked.method, asked.url.raw_path.decode())
    assert body == (json.loads(asked.content) if asked.content else None)
    is_question = path.endswith(":render")
    assert (method != "GET" and not is_question) == ("Idempotency-Key" in asked.headers)


def test_the_calls_above_are_all_there_are() -> None:
    """Each operation that the client has a method for is called once above, or by a test of its own."""
    called = {operation_of(method, path) for method, _, path, *_ in CALLS}

    assert OPERATIONS.keys() - called == CALLED_ELSEWHERE
