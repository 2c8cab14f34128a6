"""
What Facebook says of our budget, from its usage headers.

https://developers.facebook.com/docs/graph-api/overview/rate-limiting: X-App-Usage and X-Page-Usage are JSON
objects of percents; X-Business-Use-Case-Usage is one of lists, whose items hold the same percents and
`estimated_time_to_regain_access` in minutes. Calls are refused at 100.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from omnichannel.application.ports.outbound.http import Response
from omnichannel.domain.pace import Usage

SHORTEST = timedelta(seconds=60)
"""How long to wait where nothing is said."""
LONGEST = timedelta(hours=24)
"""The budgets roll over 24 hours, so no wait is longer."""
PERCENTS = ("call_count", "total_time", "total_cputime")
PAGES = "pages"
"""The kind of use that publishing counts as; others have budgets of their own."""


def regain_wait(response: Response) -> timedelta:
    """Give the longest wait that *response* asks for, at most 24 hours; 60 seconds where it names none."""
    named = [*_regained(response), response.retry_after or timedelta()]
    return min(max(named) or SHORTEST, LONGEST)


HEADERS = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")


def usage_from(response: Response) -> Usage | None:
    """Say how much of the fullest budget is used up, and when it is regained; None where nothing is said."""
    if not any(name in response.headers for name in HEADERS):
        return None
    percents = [
        percent
        for load in _loads(response)
        for name in PERCENTS
        if isinstance(percent := load.get(name), int | float) and percent >= 0
    ]
    if not percents:
        return None
    regained = max(_regained(response), default=None)
    return Usage(max(percents) / 100, regained and min(regained, LONGEST))


def _regained(response: Response) -> Iterator[timedelta]:
    for load in _loads(response):
        minutes = load.get("estimated_time_to_regain_access")
        if isinstance(minutes, int | float) and minutes > 0:
            yield timedelta(minutes=min(minutes, 1440))


def _loads(response: Response) -> Iterator[Mapping[str, Any]]:
    for name in HEADERS[:2]:
        yield from _objects([_parsed(response.headers.get(name))])
    business = _parsed(response.headers.get(HEADERS[2]))
    for entries in business.values() if isinstance(business, dict) else ():
        for load in _objects(entries if isinstance(entries, list) else []):
            if load.get("type", PAGES) == PAGES:
                yield load


def _objects(values: list[Any]) -> Iterator[Mapping[str, Any]]:
    yield from (value for value in values if isinstance(value, dict))


def _parsed(header: str | None) -> Any:
    try:
        return json.loads(header) if header else None
    except (ValueError, RecursionError):
        return None
