"""From an answer of the server to a model, or to the exception it stands for."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from omnichannel.client.errors import ApiProblem, NotOurServer, ProblemItem, problem_class

ModelT = TypeVar("ModelT", bound=BaseModel)
CORRELATION = "X-Correlation-ID"
ITEM_FIELDS = ("field", "detail", "fix", "limit", "channel")


def model_from(response: httpx.Response, model: type[ModelT]) -> ModelT:
    """
    Read a good answer. Fields that this client does not know yet are left out.

    Raises:
        ApiProblem: it is no good answer.
        NotOurServer: it is no answer of this API.
    """
    demand_success(response)
    try:
        return model.model_validate_json(response.content, extra="ignore")
    except ValidationError as error:
        raise NotOurServer(str(response.url), response.status_code, _first(error)) from None


def demand_success(response: httpx.Response) -> None:
    """Let a good answer pass. Raises as `model_from`."""
    if not response.is_success:
        raise problem_from(response)


def problem_from(response: httpx.Response) -> ApiProblem | NotOurServer:
    """Give the exception that an answer stands for."""
    status = response.status_code
    told = _object(response)
    if "title" not in told or "type" not in told:
        return NotOurServer(str(response.url), status, "it sent no problem+json")
    return problem_class(status)(
        type=str(told["type"]),
        title=str(told["title"]),
        status=status,
        detail=str(told.get("detail") or ""),
        problems=tuple(_item(one) for one in told.get("errors") or () if isinstance(one, dict)),
        correlation_id=told.get("correlation_id") or response.headers.get(CORRELATION),
        retry_after=retry_after(response.headers),
    )


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Read for how long the server asks to be left alone: seconds, or a date; None where it says neither."""
    given = headers.get("Retry-After", "").strip()
    if given.isascii() and given.isdigit():
        return timedelta(seconds=min(int(given), 86_400))
    try:
        wait = parsedate_to_datetime(given) - datetime.now(UTC)
    except (ValueError, TypeError):
        return None
    return max(wait, timedelta())


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        told = response.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _item(told: Mapping[str, Any]) -> ProblemItem:
    given = {name: str(told[name]) for name in ITEM_FIELDS if told.get(name) is not None}
    return ProblemItem(**{"field": "", "detail": "", "fix": "", **given})


def _first(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(map(str, fault['loc'])) or 'its body'}: {fault['msg']}"
