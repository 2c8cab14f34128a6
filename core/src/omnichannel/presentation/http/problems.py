"""What is wrong, told as RFC 9457: application/problem+json with the field, the limit and the fix."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from omnichannel.application.dtos.problems import ProblemItem, items_from
from omnichannel.application.dtos.wire import WireModel
from omnichannel.domain.errors import (
    ChangesGone,
    IdempotencyMismatch,
    InvalidRequest,
    NotAllowedNow,
    NotFound,
    OmnichannelError,
    Overloaded,
    Problem,
    RequestInProgress,
    StaleVersion,
    StoreUnavailable,
    TooManyListeners,
)
from omnichannel.presentation.http import problem_kinds as kinds
from omnichannel.presentation.http.blame import blamed
from omnichannel.presentation.http.correlation import correlation_id
from omnichannel.presentation.http.problem_kinds import ProblemKind

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 1
LONGEST_SHOWN_PATH = 200

KIND_OF_ERROR: Mapping[type[OmnichannelError], ProblemKind] = {
    InvalidRequest: kinds.INVALID_REQUEST,
    NotFound: kinds.NOT_FOUND,
    IdempotencyMismatch: kinds.IDEMPOTENCY_MISMATCH,
    RequestInProgress: kinds.REQUEST_IN_PROGRESS,
    StaleVersion: kinds.STALE_VERSION,
    NotAllowedNow: kinds.NOT_ALLOWED_NOW,
    ChangesGone: kinds.CHANGES_GONE,
    Overloaded: kinds.OVERLOADED,
    StoreUnavailable: kinds.STORE_UNAVAILABLE,
    TooManyListeners: kinds.TOO_MANY_LISTENERS,
}
KIND_OF_STATUS: Mapping[int, ProblemKind] = {
    400: kinds.MALFORMED_REQUEST,
    404: kinds.NOT_FOUND,
    405: kinds.METHOD_NOT_ALLOWED,
    413: kinds.TOO_LARGE,
}


class ProblemOut(WireModel):
    """A problem as RFC 9457 describes it."""

    type: str = Field(description="Explains this kind of problem; relative to this server.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path that was asked.")
    correlation_id: str = Field(description="Stands in our log; name it when you report the problem.")
    errors: list[ProblemItem] = Field(default_factory=list)


class HttpProblem(Exception):
    """
    The answer is a problem.

    Attributes:
        detail: what happened this time, without secrets and without what was sent.
        headers: headers that belong to this kind of answer ("Allow", "Retry-After").
    """

    def __init__(
        self, kind: ProblemKind, detail: str, *errors: Problem, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{kind.slug}: {detail}")
        self.kind, self.detail, self.errors, self.headers = kind, detail, errors, dict(headers or {})


def problem_from(error: Exception, scope: Mapping[str, Any]) -> HttpProblem | None:
    """Translate what was raised on purpose, for the request of *scope*; None for a fault of ours."""
    if isinstance(error, HttpProblem):
        return error
    if isinstance(error, HTTPException):
        return _from_framework(error)
    if isinstance(error, InvalidRequest):
        return invalid(error.problems)
    if not isinstance(error, OmnichannelError) or type(error) not in KIND_OF_ERROR:
        return None
    kind = KIND_OF_ERROR[type(error)]
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if kind in kinds.PASSING else None
    return HttpProblem(kind, str(error), *blamed(error, scope), headers=headers)


def invalid(problems: tuple[Problem, ...]) -> HttpProblem:
    """Say how much there is to mend."""
    many = "One thing needs" if len(problems) == 1 else f"{len(problems)} things need"
    return HttpProblem(kinds.INVALID_REQUEST, f"{many} mending. Nothing was stored or sent.", *problems)


def response_from(problem: HttpProblem, scope: Mapping[str, Any]) -> Response:
    """Make the answer to the request of *scope*."""
    kind = problem.kind
    body = ProblemOut(
        type=kind.type,
        title=kind.title,
        status=kind.status,
        detail=problem.detail,
        instance=shown_path(scope),
        correlation_id=correlation_id.get(),
        errors=items_from(problem.errors),
    )
    return Response(body.model_dump_json(), kind.status, problem.headers, MEDIA_TYPE)


def shown_path(scope: Mapping[str, Any]) -> str:
    """Give the path that was asked, escaped and not longer than fits a line or two."""
    return quote(scope["path"], safe="/:")[:LONGEST_SHOWN_PATH]


def _from_framework(error: HTTPException) -> HttpProblem:
    kind = KIND_OF_STATUS.get(error.status_code, kinds.INTERNAL_ERROR)
    detail = "Nothing is served at this path." if kind is kinds.NOT_FOUND else error.detail
    return HttpProblem(kind, detail, headers=error.headers)
