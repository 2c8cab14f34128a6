"""Versions as HTTP knows them: `ETag` on answers, `If-Match` on edits."""

import re
from collections.abc import Mapping
from typing import Protocol

from starlette.datastructures import Headers
from starlette.responses import Response

from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.header_names import IF_MATCH as HEADER
from omnichannel.presentation.http.problem_kinds import MALFORMED_REQUEST, VERSION_REQUIRED, ProblemKind
from omnichannel.presentation.http.problems import HttpProblem

OURS = re.compile(r'"v([0-9]{1,9})"')
LIMIT = 'one ETag, such as "v3"'
FIX = 'Read it first, and send the ETag of that answer with its quotes: If-Match: "v3".'


class Versioned(Protocol):
    """What is edited by version."""

    @property
    def version(self) -> int:
        """1 at first, one more with each edit."""
        ...

    def model_dump_json(self) -> str:
        """Give it as JSON."""
        ...


def etag_of(version: int) -> str:
    """Give the tag of *version*."""
    return f'"v{version}"'


def tagged(answer: Versioned, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with *answer* and the tag that an edit of it has to show."""
    shown = {"ETag": etag_of(answer.version), **(headers or {})}
    return Response(answer.model_dump_json(), status, shown, "application/json")


def version_from(headers: Headers) -> int:
    """
    Read which version an edit is for.

    Raises:
        HttpProblem: the header is missing or names no version (428), or is no one tag of ours (400).
    """
    given = headers.get(HEADER)
    if given is None:
        raise _refusal(VERSION_REQUIRED, "The header If-Match is missing.")
    if given.strip() == "*":
        raise _refusal(VERSION_REQUIRED, "If-Match: * would overwrite whatever is there.")
    match = OURS.fullmatch(given.strip())
    if match is None:
        raise _refusal(MALFORMED_REQUEST, "If-Match is no ETag of this API.")
    return int(match[1])


def _refusal(kind: ProblemKind, told: str) -> HttpProblem:
    return HttpProblem(kind, f"{told} {FIX}", Problem(HEADER, told, FIX, LIMIT))
