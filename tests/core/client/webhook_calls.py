"""What the client asks about webhooks, and what the API answers."""

from typing import Any

from tests.core.client.examples import ID

AT = "2027-03-01T09:00:00Z"
ENDPOINT = {
    "id": ID,
    "url": "https://hooks.example/in",
    "events": ["*"],
    "description": None,
    "state": "active",
    "pause_reason": None,
    "version": 1,
    "created_at": AT,
}
WITH_SECRET = ENDPOINT | {"secret": "whsec_c2VjcmV0"}
TOLD: dict[str, Any] = {
    "id": ID,
    "event": "test",
    "body": "{}",
    "state": "scheduled",
    "status": None,
    "reason": None,
    "fix": None,
    "next_look_at": AT,
    "attempts": 0,
    "updated_at": AT,
    "tries": [],
}


async def _read(items: Any) -> list[Any]:
    return [one async for one in items]


_PLACE = f"/v1/webhooks/{ID}"
_NEW = {"url": "https://hooks.example/in", "events": ["delivery.*"], "description": None}
_AGAIN = {"since": None, "delivery_ids": [ID], "only": "failed"}
WEBHOOK_CALLS: list[tuple[str, Any, str, Any, Any]] = [
    (
        "POST",
        lambda c: c.webhooks.create("https://hooks.example/in", events=["delivery.*"]),
        "/v1/webhooks",
        _NEW,
        WITH_SECRET,
    ),
    ("GET", lambda c: c.webhooks.list(), "/v1/webhooks", None, {"items": [ENDPOINT]}),
    ("GET", lambda c: c.webhooks.get(ID), _PLACE, None, ENDPOINT),
    (
        "PATCH",
        lambda c: c.webhooks.edit(ID, version=1, events=["*"]),
        _PLACE,
        {"events": ["*"]},
        ENDPOINT,
    ),
    ("DELETE", lambda c: c.webhooks.delete(ID), _PLACE, None, None),
    (
        "POST",
        lambda c: c.webhooks.rotate_secret(ID, keep_old_hours=1),
        f"{_PLACE}:rotate-secret",
        {"keep_old_hours": 1},
        WITH_SECRET,
    ),
    (
        "POST",
        lambda c: c.webhooks.pause(ID, reason="Repairs"),
        f"{_PLACE}:pause",
        {"reason": "Repairs"},
        ENDPOINT,
    ),
    ("POST", lambda c: c.webhooks.resume(ID), f"{_PLACE}:resume", None, ENDPOINT),
    ("POST", lambda c: c.webhooks.test(ID), f"{_PLACE}:test", None, TOLD),
    (
        "GET",
        lambda c: _read(c.webhooks.deliveries(ID)),
        f"{_PLACE}/deliveries?limit=200",
        None,
        {"items": [TOLD], "next": None},
    ),
    (
        "POST",
        lambda c: c.webhooks.replay(ID, delivery_ids=[ID]),
        f"{_PLACE}:replay",
        _AGAIN,
        {"count": 1, "more": False},
    ),
]
