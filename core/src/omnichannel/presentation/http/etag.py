"""Versions as HTTP knows them: `ETag` on answers, `If-Match` on edits."""

import re
from collections.abc import Mapping
from typing import Protocol

from starlette.datastructures import Headers
from starlette.responses import Response

from omnichannel.presentation.http.problem_kinds import STALE_VERSION, VERSION_REQUIRED
from omnichannel.presentation.http.problems import HttpProblem

HEADER = "If-Match"
OURS = re.compile(r'"v([0-9]{1,9})"')


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
        HttpProblem: the header is missing or names no version (428), or a tag that is not ours (412).
    """
    given = headers.get(HEADER)
    if given is None:
        raise HttpProblem(VERSION_REQUIRED, 'Read it first, and send its ETag: If-Match: "v3".')
    if given.strip() == "*":
        raise HttpProblem(
            VERSION_REQUIRED,
            'If-Match: * would overwrite whatever is there. Send the ETag you read: If-Match: "v3".',
        )
    match = OURS.fullmatch(given.strip())
    if match is None:
        raise HttpProblem(
            STALE_VERSION, 'If-Match is no tag of ours. Send the ETag you read: If-Match: "v3".'
        )
    return int(match[1])
