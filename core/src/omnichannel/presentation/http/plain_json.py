"""JSON that every parser reads alike and none chokes on; demanded before a model sees it."""

import json
import re
from collections import Counter
from collections.abc import Callable
from math import isinf
from typing import Any

from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.problem_kinds import MALFORMED_REQUEST
from omnichannel.presentation.http.problems import HttpProblem

DEEPEST_JSON = 64
LONGEST_NUMBER = 40
LONGEST_SHOWN_NAME = 60
BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def demand_plain_json(raw: bytes) -> None:
    """
    Let JSON pass that means one thing to everybody. What is no JSON at all passes too: the model says so.

    Raises:
        HttpProblem: it is nested deeper than 64 levels; names something twice in one object; has a number
            of more than 40 characters or beyond what a double holds, NaN or Infinity; or has the character
            NUL in a text.
    """
    _demand_depth(raw)
    if b"\\u0000" in raw and NUL.search(raw):
        raise _refusal("A text holds the character NUL (\\u0000).", "Take it out.", "no NUL")
    try:
        _READER.decode(raw.decode())
    except ValueError:  # no JSON, or no UTF-8
        return


def _demand_depth(raw: bytes) -> None:
    if raw.count(b"[") + raw.count(b"{") <= DEEPEST_JSON:
        return
    depth = 0
    for token in BRACKET.finditer(raw):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(token[0], 0)
        if depth > DEEPEST_JSON:
            limit = f"{DEEPEST_JSON} levels"
            raise _refusal(f"The JSON is nested deeper than {limit}.", "Flatten it.", limit)


def _unique(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) == len(pairs):
        return
    name, _ = Counter(name for name, _ in pairs).most_common(1)[0]
    raise _refusal(
        f"The name {name[:LONGEST_SHOWN_NAME]!r} stands twice in one object.", "Keep one of them.", "once"
    )


def _bounded(kind: Callable[[str], float]) -> Callable[[str], None]:
    def demand(number: str) -> None:
        if len(number) > LONGEST_NUMBER:
            limit = f"{LONGEST_NUMBER} characters"
            raise _refusal(f"A number has {len(number):,} characters.", "Shorten it.", limit)
        if isinf(kind(number)):
            raise _refusal("A number is larger than any double.", "Send a smaller one.", "1.8e308")

    return demand


def _no_number(word: str) -> None:
    raise _refusal(f"JSON knows no {word.lstrip('-')}.", "Send a number or null.", "numbers of RFC 8259")


def _refusal(detail: str, fix: str, limit: str) -> HttpProblem:
    return HttpProblem(MALFORMED_REQUEST, f"{detail} {fix}", Problem("", detail, fix, limit))


_READER = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_float=_bounded(float),
    parse_int=_bounded(len),
    parse_constant=_no_number,
)
