"""Versions as HTTP knows them: `ETag` on answers, `If-Match` on edits."""

import re

from starlette.datastructures import Headers
from starlette.responses import Response

from omnichannel.application.dtos.messages import MessageOut
from omnichannel.presentation.http.problem_kinds import STALE_VERSION, VERSION_REQUIRED
from omnichannel.presentation.http.problems import HttpProblem

HEADER = "If-Match"
OURS = re.compile(r'"v([0-9]{1,9})"')


def etag_of(version: int) -> str:
    """Give the tag of *version*."""
    return f'"v{version}"'


def tagged(message: MessageOut) -> Response:
    """Answer with *message* and the tag that an edit of it has to show."""
    headers = {"ETag": etag_of(message.version)}
    return Response(message.model_dump_json(), headers=headers, media_type="application/json")


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
