"""Answers of the API, as it gives them."""

from typing import Any, TypeVar

from pydantic import BaseModel

ModelT = TypeVar("ModelT", bound=BaseModel)

ID = "01a20627-30a0-7504-9b16-a34fe0194710"
ACCOUNT_ID = "01a20627-0000-7504-9b16-0000e0194711"


def read(model: type[ModelT], told: dict[str, Any]) -> ModelT:
    """Read an answer as the client does; what this version does not know is left out."""
    return model.model_validate(told, extra="ignore")


def account(**changes: Any) -> dict[str, Any]:
    return {
        "id": ACCOUNT_ID,
        "channel": "letters",
        "name": "Harbour Bakery",
        "external_id": "4471",
        "handle": "@harbour",
        "state": "active",
        "paused_by": None,
        "pause_reason": None,
        "expires_at": None,
        "version": 1,
        "created_at": "2026-11-23T09:00:00Z",
        **changes,
    }


def delivery(**changes: Any) -> dict[str, Any]:
    return {
        "id": "01a20627-1111-7504-9b16-a34fe0194710",
        "channel": "letters",
        "account_id": ACCOUNT_ID,
        "address": None,
        "recipient_name": None,
        "state": "published",
        "asks_person": False,
        "waits_for": None,
        "next_look_at": None,
        "attempts": 1,
        "external_id": None,
        "url": None,
        "kind": None,
        "reason": None,
        "fix": None,
        "published_at": None,
        "updated_at": "2026-11-23T09:00:01Z",
        "tries": [],
        **changes,
    }


def message(*deliveries: dict[str, Any], **changes: Any) -> dict[str, Any]:
    states = [one["state"] for one in deliveries]
    return {
        "id": ID,
        "status": "published",
        "content": {"text": "Rye is back", "title": None, "link": None, "media": []},
        "targets": [{"account_id": ACCOUNT_ID, "recipients": 0}],
        "schedule": None,
        "variants": {},
        "options": {},
        "on_unknown": "ask",
        "counts": {state: states.count(state) for state in states},
        "version": 3,
        "content_hash": "0" * 64,
        "created_at": "2026-11-23T09:00:00Z",
        "updated_at": "2026-11-23T09:00:01Z",
        "created_by": "local",
        "deliveries": list(deliveries),
        **changes,
    }


def standing(**changes: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "channel": "letters",
        "address": "ada@guests.example",
        "blocked": False,
        "suppressed": None,
        "opted_out": None,
        "consent": None,
        "created_at": "2026-11-23T09:00:00Z",
        "updated_at": "2026-11-23T09:00:00Z",
        **changes,
    }


def people(**changes: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "name": "Guests",
        "count": 1,
        "duplicates": 0,
        "refused_count": 0,
        "refused": [],
        "created_at": "2026-11-23T09:00:00Z",
        **changes,
    }


def media(**changes: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "sha256": "0" * 64,
        "media_type": "image/jpeg",
        "size_bytes": 3,
        "filename": "rye.jpg",
        "width": 1,
        "height": 1,
        "alt_text": None,
        "focal_point": None,
        "version": 1,
        "created_at": "2026-11-23T09:00:00Z",
        **changes,
    }


def template(**changes: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "name": "Bread",
        "description": None,
        "content": {"text": "{{ bread }}"},
        "variants": {},
        "options": {},
        "blanks": ["bread"],
        "version": 1,
        "created_at": "2026-11-23T09:00:00Z",
        "updated_at": "2026-11-23T09:00:00Z",
        "created_by": "local",
        **changes,
    }


def listed(**changes: Any) -> dict[str, Any]:
    """A delivery as lists have it."""
    facts = {name: value for name, value in delivery().items() if name != "tries"}
    return {**facts, "message_id": ID, **changes}


def probe(**changes: Any) -> dict[str, Any]:
    facts = {
        "ok": True,
        "checked_at": "2026-11-23T09:00:00Z",
        "expires_at": None,
        "reason": None,
        "fix": None,
    }
    return {**facts, **changes}


def quota() -> dict[str, Any]:
    return {
        "allowed": True,
        "at": "2027-03-01T09:00:00Z",
        "used": None,
        "limit": None,
        "per_seconds": None,
        "reason": None,
        "next_free_at": None,
    }


def connection(**changes: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "channel": "letters",
        "state": "choosing",
        "expires_at": "2027-03-01T09:00:00Z",
        "candidates": [],
        "reason": None,
        **changes,
    }


def plugin() -> dict[str, Any]:
    named = {"kind": "channels", "name": "letters", "distribution": "omnichannel-letters", "version": "1"}
    return {**named, "state": "active", "reason": None, "traceback": None}


def statistics() -> dict[str, Any]:
    return {
        "zone": "UTC",
        "since": "2027-03-01",
        "until": "2027-03-01",
        "total": {},
        "days": [],
        "now": {"at": "2027-03-01T09:00:00Z", "due": 1, "overdue": 0, "waiting": 0, "asks_person": 0},
        "lateness": {"published": 0, "longest_seconds": None, "buckets": []},
    }


def explanation(**fields: Any) -> dict[str, Any]:
    """Give an explanation as the API answers it."""
    words = {"headline": "Facebook published it.", "meaning": "Nothing more happens."}
    lists: dict[str, Any] = {"next_steps": [], "you_can": [], "last_attempt": None}
    facts = {"channel": "facebook", "account": "Page", "recipient": None, "state": "published", "zone": "UTC"}
    return {"delivery_id": ID, "message_id": ID, **facts, **words, **lists, **fields}
