"""The outermost net: whatever is raised becomes an answer, and a fault of ours becomes a line in the log."""

import logging
import traceback

from pydantic import ValidationError
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from omnichannel.domain.errors import StoreUnavailable
from omnichannel.presentation.http.correlation import correlation_id
from omnichannel.presentation.http.problem_kinds import INTERNAL_ERROR
from omnichannel.presentation.http.problems import HttpProblem, problem_from, response_from, shown_path

log = logging.getLogger("omnichannel.http")


class ProblemAnswers:
    """Pure ASGI middleware that answers with a problem instead of an exception."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve *scope*; an answer that has begun cannot be replaced, so its fault is raised on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        watched = _Watched(send)
        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            log.info("%s %s: the caller went away", scope["method"], shown_path(scope))
        except Exception as error:  # the last place where a fault can become an answer
            if watched.started:
                raise
            await response_from(answer_to(error, scope), scope)(scope, receive, send)


class _Watched:
    def __init__(self, send: Send) -> None:
        self._send, self.started = send, False

    async def __call__(self, message: Message) -> None:
        self.started = True
        await self._send(message)


def answer_to(error: Exception, scope: Scope) -> HttpProblem:
    """Translate *error*; a fault of ours is logged with its traceback and answered without it."""
    problem = problem_from(error, scope)
    if problem is not None:
        if isinstance(error, StoreUnavailable):
            log.warning("%s %s was not dealt with: %s", scope["method"], shown_path(scope), error)
        return problem
    log.error(
        "%s %s failed, correlation id %s\n%s",
        scope["method"],
        shown_path(scope),
        correlation_id.get(),
        traceback_of(error),
    )
    return HttpProblem(INTERNAL_ERROR, "The fault is in our log, with the correlation id of this answer.")


def traceback_of(error: BaseException) -> str:
    """Format *error* and what caused it. Validation errors quote what was sent, so they stay unquoted."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = f"{traceback_of(cause)}\nled to\n" if cause is not None else ""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{before}{frames}{type(error).__name__}: {_unquoted(error)}"


def _unquoted(error: BaseException) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    places = (".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False))
    return f"{error.title} is not valid at {', '.join(places)}"
