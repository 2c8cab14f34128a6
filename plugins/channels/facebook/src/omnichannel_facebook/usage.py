"""
How long Facebook asks us to wait, from its usage headers.

https://developers.facebook.com/docs/graph-api/overview/rate-limiting: X-Business-Use-Case-Usage is a
JSON object of lists, whose items say `estimated_time_to_regain_access` in minutes.
"""

import json
from collections.abc import Iterator
from datetime import timedelta

from omnichannel.application.ports.outbound.http import Response

SHORTEST = timedelta(seconds=60)
LONGEST = timedelta(hours=24)
"""The budgets roll over 24 hours, so no wait is longer."""


def regain_wait(response: Response) -> timedelta:
    """Give the longest wait that *response* asks for: 60 seconds to 24 hours."""
    minutes = max(_minutes(response.headers.get("x-business-use-case-usage", "")), default=0)
    return min(max(timedelta(minutes=min(minutes, 1440)), SHORTEST), LONGEST)


def _minutes(header: str) -> Iterator[float]:
    try:
        usage = json.loads(header)
    except ValueError:
        return
    for entries in usage.values() if isinstance(usage, dict) else ():
        for entry in entries if isinstance(entries, list) else ():
            minutes = entry.get("estimated_time_to_regain_access") if isinstance(entry, dict) else None
            if isinstance(minutes, int | float) and minutes > 0:
                yield minutes
