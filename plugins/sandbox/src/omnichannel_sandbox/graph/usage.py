"""How much of the hourly budget is used, and the two headers that say so."""

import json
from collections import Counter
from collections.abc import Callable

from omnichannel_sandbox.graph.problems import GraphProblem

CALLS_PER_HOUR = 20_000_000
"""Budget of each page unless one is set: high enough for load tests."""
HOUR_SECONDS = 3600


class Usage:
    """
    Count calls per page in windows of one hour.

    Args:
        clock: tells the time in Unix seconds.

    Attributes:
        window_seconds: how long a window really is; shorter than an hour for tests that do not wait.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._calls: Counter[str] = Counter()
        self._window = 0
        self.calls_per_hour, self.window_seconds = CALLS_PER_HOUR, HOUR_SECONDS

    def count(self, page_id: str) -> None:
        """
        Count one call of *page_id*.

        Raises:
            GraphProblem: 80001, the page's budget of this hour is used up.
        """
        now = int(self._clock())
        if now // self.window_seconds != self._window:
            self._window = now // self.window_seconds
            self._calls.clear()
        self._calls[page_id] += 1
        if self._calls[page_id] > self.calls_per_hour:
            left = self.window_seconds - now % self.window_seconds
            raise too_many_calls(80001, regain_minutes=-(-left // 60))

    def clear(self) -> None:
        """Forget the calls and the budget that was set."""
        self._calls.clear()
        self.calls_per_hour, self.window_seconds = CALLS_PER_HOUR, HOUR_SECONDS

    def headers(self, page_id: str | None, *, problem: GraphProblem | None) -> list[tuple[bytes, bytes]]:
        """Return ``X-App-Usage`` and, for a known page, ``X-Business-Use-Case-Usage``, in percent."""
        code = problem.code if problem else 0
        app_percent = 100 if code in (4, 32) else self._percent(page_id)
        pairs = [(b"x-app-usage", _load(app_percent))]
        if page_id is not None:
            page_percent = 100 if code == 80001 else self._percent(page_id)
            regain = problem.regain_minutes if problem else 0
            pairs.append((b"x-business-use-case-usage", _page_load(page_id, page_percent, regain)))
        return pairs

    def _percent(self, page_id: str | None) -> int:
        return min(100, self._calls[page_id or ""] * 100 // self.calls_per_hour)


def too_many_calls(code: int, *, regain_minutes: int = 0) -> GraphProblem:
    """Make the answer to too many calls: 4 (app), 32 (page, user token) or 80001 (page)."""
    whose = "Application" if code == 4 else "Page"
    message = f"(#{code}) {whose} request limit reached. Wait before calling again."
    return GraphProblem(code, message, transient=True, regain_minutes=regain_minutes)


def _load(percent: int) -> bytes:
    return b'{"call_count":%d,"total_time":%d,"total_cputime":%d}' % (percent, percent, percent)


def _page_load(page_id: str, percent: int, regain_minutes: int) -> bytes:
    load = {
        "type": "pages",
        "call_count": percent,
        "total_cputime": percent,
        "total_time": percent,
        "estimated_time_to_regain_access": regain_minutes,
    }
    return json.dumps({page_id: [load]}, separators=(",", ":")).encode()
