"""What pydantic found, told for people: a JSON pointer, a sentence, a fix. No input is ever quoted."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, from_json

from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.problem_kinds import MALFORMED_REQUEST
from omnichannel.presentation.http.problems import HttpProblem, invalid
from omnichannel.presentation.http.wordings import Fault, words_for

MOST_PROBLEMS = 100
LONGEST_PART = 80
KEY = "[key]"
NOTHING_THERE = object()
NO_JSON_FIX = "Mend it at that place; a JSON tool shows what stands there."


def body_problem(error: ValidationError, raw: bytes) -> HttpProblem:
    """Translate what is wrong with a body; *raw* is read again to see where each fault stands."""
    faults = _faults(error)
    if faults[0]["type"] == "json_invalid":
        told = f"The body is not JSON: {faults[0]['ctx']['error']}."
        return HttpProblem(MALFORMED_REQUEST, f"{told} {NO_JSON_FIX}", Problem("", told, NO_JSON_FIX))
    return invalid(tuple(_problems(faults, from_json(raw))))


def problems_at(faults: list[ErrorDetails], data: Any) -> tuple[Problem, ...]:
    """Translate the faults of one part of a body, at most 100 of them; their places begin there."""
    return tuple(_problems(faults[:MOST_PROBLEMS], data))


def query_problem(error: ValidationError, given: Mapping[str, Any]) -> HttpProblem:
    """Translate what is wrong with a query."""
    return invalid(tuple(_problems(_faults(error), given)))


def _faults(error: ValidationError) -> list[ErrorDetails]:
    return error.errors(include_url=False, include_input=False)[:MOST_PROBLEMS]


def _problems(faults: list[ErrorDetails], data: Any) -> Iterator[Problem]:
    for fault in faults:
        parts, value = _place(fault["loc"], data)
        context = fault.get("ctx", {})
        if fault["type"].startswith("union_tag"):
            parts = [*parts, context["discriminator"].strip("'")]
        is_key = fault["loc"][-1:] == (KEY,)
        words = words_for(Fault(fault["type"], tuple(parts), value, context, fault["msg"], is_key))
        yield Problem(pointer_to(parts), words.detail, words.fix, words.limit)


def _place(loc: tuple[int | str, ...], data: Any) -> tuple[list[int | str], Any]:
    """Follow *loc* through *data*, past the names that pydantic adds for unions and keys."""
    parts: list[int | str] = []
    for number, part in enumerate(loc, start=1):
        inside = _inside(data, part)
        if inside is not NOTHING_THERE:
            parts, data = [*parts, part], inside
        elif number == len(loc) and part != KEY:
            return [*parts, part], None
    return parts, data


def _inside(data: Any, part: int | str) -> Any:
    if isinstance(data, Mapping) and part in data:
        return data[part]
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return NOTHING_THERE


def pointer_to(parts: Sequence[int | str]) -> str:
    """Give the JSON pointer of a place."""
    return "".join("/" + str(part)[:LONGEST_PART].replace("~", "~0").replace("/", "~1") for part in parts)
