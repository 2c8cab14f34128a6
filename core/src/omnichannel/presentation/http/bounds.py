"""Bounds that hold before anything is understood: type, size, depth."""

import re
from collections.abc import AsyncGenerator

from starlette.requests import Request

from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.problem_kinds import MALFORMED_REQUEST, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE
from omnichannel.presentation.http.problems import HttpProblem

MIB = 1024 * 1024
DEEPEST_JSON = 64
TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[{]|[\]}]|NaN|Infinity', re.DOTALL)


def demand_type(request: Request, media_type: str) -> None:
    """
    Let a request pass whose body is said to be *media_type*; parameters such as a charset do not matter.

    Raises:
        HttpProblem: it is said to be something else, or nothing.
    """
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != media_type:
        raise HttpProblem(
            UNSUPPORTED_MEDIA_TYPE, f"Send the body with the header Content-Type: {media_type}."
        )


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


def demand_plain_json(raw: bytes) -> None:
    """
    Let JSON pass that every parser reads alike and none chokes on.

    Raises:
        HttpProblem: it is nested deeper than 64 levels, or holds NaN or Infinity.
    """
    if raw.count(b"[") + raw.count(b"{") <= DEEPEST_JSON and b"NaN" not in raw and b"Infinity" not in raw:
        return
    depth = 0
    for token in TOKEN.finditer(raw):
        depth += _step(token[0])
        if depth > DEEPEST_JSON:
            limit = f"{DEEPEST_JSON} levels"
            problem = Problem("", "The JSON is nested too deeply.", "Flatten it.", limit)
            raise HttpProblem(MALFORMED_REQUEST, f"The JSON is nested deeper than {limit}.", problem)


def _step(token: bytes) -> int:
    if token in (b"NaN", b"Infinity"):
        raise HttpProblem(MALFORMED_REQUEST, "JSON knows neither NaN nor Infinity. Send a number or null.")
    return {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(token, 0)
