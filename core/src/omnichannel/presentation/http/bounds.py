"""Bounds that hold before anything is understood: type and size."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

from starlette.requests import Request

from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.problem_kinds import NOT_FOUND, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE
from omnichannel.presentation.http.problems import HttpProblem

MIB = 1024 * 1024
LONGEST_NAME = 200


def demand_type(request: Request, media_type: str) -> None:
    """
    Let a request pass whose body is said to be *media_type*; parameters such as a charset do not matter.

    Raises:
        HttpProblem: it is said to be something else, or nothing.
    """
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != media_type:
        told = "The header names another type than this takes." if given else "The header is missing."
        fix = f"Send the body with the header Content-Type: {media_type}."
        problem = Problem("Content-Type", told, fix, media_type)
        raise HttpProblem(UNSUPPORTED_MEDIA_TYPE, fix, problem)


async def read_body(request: Request, most_bytes: int) -> bytes:
    """
    Read the whole body.

    Raises:
        HttpProblem: it has more than *most_bytes*; no more than that was read.
    """
    return b"".join([chunk async for chunk in bounded(request, most_bytes, too_large(most_bytes))])


async def bounded(request: Request, most_bytes: int, refusal: HttpProblem) -> AsyncGenerator[bytes, None]:
    """
    Stream the body.

    Raises:
        HttpProblem: *refusal*; where the length is announced, before any of it is read.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most_bytes:
        raise refusal
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most_bytes:
            raise refusal
        yield chunk


def too_large(most_bytes: int, field: str = "") -> HttpProblem:
    """Say the bound."""
    limit = f"{most_bytes // MIB} MiB" if most_bytes % MIB == 0 else f"{most_bytes:,} bytes"
    what = "The file" if field else "The body"
    problem = Problem(field, f"{what} is larger than {limit}.", "Send less.", limit)
    return HttpProblem(TOO_LARGE, f"{what} may have {limit} at most. Nothing was stored.", problem)


def demand_short(path: Mapping[str, Any]) -> None:
    """
    Let the parameters of a path pass that may be the name of something.

    Raises:
        HttpProblem: one has more than 200 characters; nothing is called so.
    """
    for name, value in path.items():
        if isinstance(value, str) and len(value) > LONGEST_NAME:
            limit = f"{LONGEST_NAME} characters"
            problem = Problem(f"/{name}", f"It has {len(value):,} characters.", "Shorten it.", limit)
            raise HttpProblem(NOT_FOUND, f"The {name} in the path may have {limit}.", problem)
