"""What was first done with an idempotency key, for whoever uses it for something else."""

import json
from typing import Any

from omnichannel.application.ports.outbound.idempotency_repository import StoredAnswer
from omnichannel.domain.errors import IdempotencyMismatch


def mismatch(first: StoredAnswer) -> IdempotencyMismatch:
    """Say when the key was first used, and what came of it where the answer still tells."""
    at = f"at {first.at:%Y-%m-%d %H:%M:%S} UTC"
    if first.leased_until is not None:
        return IdempotencyMismatch(first.key, at)
    return IdempotencyMismatch(first.key, f"{at}, answered with {first.status}{_made_by(first)}")


def _made_by(first: StoredAnswer) -> str:
    location = first.headers.get("Location")
    if location is not None:
        return f" ({location})"
    told = _first_id(first.body)
    return f" (id {told})" if told else ""


def _first_id(body: str) -> str | None:
    """Give the id in *body*, or that of the first message of a bulk request's answer."""
    try:
        told = json.loads(body)
    except ValueError:
        return None
    if isinstance(told, dict) and isinstance(told.get("items"), list):
        told = next((item for item in map(_message, told["items"]) if item), None)
    id = told.get("id") if isinstance(told, dict) else None
    return id if isinstance(id, str) else None


def _message(item: Any) -> Any:
    return item.get("message") if isinstance(item, dict) else None
