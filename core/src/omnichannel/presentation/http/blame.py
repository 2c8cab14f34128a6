"""Which part of a request an error is about, where it is one: a header, or a parameter of the path."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers

from omnichannel.domain.errors import (
    ChangesGone,
    IdempotencyMismatch,
    NotFound,
    OmnichannelError,
    Problem,
    RequestInProgress,
    StaleVersion,
)
from omnichannel.presentation.http.header_names import IDEMPOTENCY_KEY, IF_MATCH, LAST_EVENT_ID


def blamed(error: OmnichannelError, scope: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Give what to mend in the request of *scope*; nothing where no one part of it is to blame."""
    match error:
        case IdempotencyMismatch() | RequestInProgress():
            return (Problem(IDEMPOTENCY_KEY, error.told, error.fix),)
        case StaleVersion():
            return _version(error, scope)
        case NotFound():
            return tuple(
                Problem(f"/{name}", f"No {error.kind} is called so.", "Check it, or list those that exist.")
                for name, value in scope.get("path_params", {}).items()
                if str(value) == str(error.id)
            )
        case ChangesGone():
            return (_cursor(error, scope),)
        case _:
            return ()


def _version(error: StaleVersion, scope: Mapping[str, Any]) -> tuple[Problem, ...]:
    if IF_MATCH not in Headers(scope=dict(scope)):
        return ()
    told = f"It names version {error.expected}, which is not the stored one any more."
    return (Problem(IF_MATCH, told, "Read it again, and send the ETag of that answer."),)


def _cursor(error: ChangesGone, scope: Mapping[str, Any]) -> Problem:
    field = LAST_EVENT_ID if LAST_EVENT_ID in Headers(scope=dict(scope)) else "/after"
    told = "Not all changes after this cursor are kept any more."
    return Problem(field, told, f"Read everything anew, then go on with {error.last}.")
