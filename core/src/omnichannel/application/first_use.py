"""What was first done with an idempotency key, for whoever uses it again."""

import json
from datetime import datetime
from typing import Any

from omnichannel.application.ports.inbound.messages import Accepted, IdempotencyKey
from omnichannel.application.ports.outbound.idempotency_repository import StoredAnswer
from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.domain.errors import IdempotencyMismatch, RequestInProgress
from omnichannel.domain.rights import Principal


def kept(principal: Principal, key: IdempotencyKey, body: str, *, at: datetime, status: int) -> StoredAnswer:
    """Give the answer with *body*, as it is kept for whoever uses *key* again."""
    return StoredAnswer(principal.workspace_id, key.key, key.request_hash, body, at, status)


def again(
    key: IdempotencyKey | None, earlier: StoredAnswer
) -> Accepted | IdempotencyMismatch | RequestInProgress:
    """
    Give the earlier answer to the same request; another request must not have its key.

    A request that is still being dealt with has no answer: whoever repeats it is told so.
    """
    if key is None or earlier.request_hash != key.request_hash:
        return mismatch(earlier)
    if earlier.leased_until is not None:
        return RequestInProgress(key.key)
    return Accepted(earlier.body, replayed=True)


async def answered_before(work: UnitOfWork, principal: Principal, key: IdempotencyKey) -> Accepted | None:
    """
    Give what was answered to the same request before; None where its key is new.

    Raises:
        IdempotencyMismatch: the key belongs to another request.
        RequestInProgress: the first request with the key is still being dealt with.
    """
    place = (principal.workspace_id, key.key)
    earlier = (await work.idempotency.get_many([place])).get(place)
    if earlier is None:
        return None
    answer = again(key, earlier)
    if isinstance(answer, Accepted):
        return answer
    raise answer


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
