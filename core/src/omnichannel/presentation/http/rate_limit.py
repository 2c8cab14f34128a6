"""
How many requests one caller may send: RateLimit headers (draft-ietf-httpapi-ratelimit-headers-10), 429.

The count lives in the memory of this process: several processes allow several times as much. It is kept for
each known caller, so whoever cannot be told from others (401, a public path, a request that is refused before
its token is read) is neither counted nor told of it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil, floor
from uuid import UUID

from omnichannel.domain.errors import Problem
from omnichannel.domain.rights import Principal
from omnichannel.presentation.http.problem_kinds import RATE_LIMITED
from omnichannel.presentation.http.problems import HttpProblem

POLICY, SERVICE = "RateLimit-Policy", "RateLimit"
MOST_CALLERS = 10_000
Caller = tuple[UUID, str]


def limit_in(headers: Mapping[str, str]) -> dict[str, str]:
    """Give those of *headers* that tell of the limit."""
    return {name: headers[name] for name in (POLICY, SERVICE) if name in headers}


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """
    What one caller may send.

    Attributes:
        per_minute: requests a minute, evenly; 1 or more.
        burst: requests at once after a pause; 1 or more.
    """

    per_minute: int = 6_000
    burst: int = 1_000

    @property
    def interval(self) -> float:
        """Seconds that one request takes of the caller's time."""
        return 60 / self.per_minute

    @property
    def policy(self) -> str:
        """The policy as the header tells it: the burst, and the seconds in which it comes back."""
        return f'"requests";q={self.burst};w={ceil(self.burst * self.interval)}'

    def __str__(self) -> str:
        """Tell it to people."""
        return f"{self.per_minute:,} requests a minute, {self.burst:,} at once"


class Limiter:
    """
    Counts by GCRA: for each caller the moment at which all that was sent has been paid for.

    Args:
        now: seconds that only ever grow.
    """

    def __init__(self, limit: RateLimit, now: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._now = limit, now
        self._interval, self._most = limit.interval, limit.burst * limit.interval
        self._policy = limit.policy
        self._paid: dict[Caller, float] = {}

    def take(self, principal: Principal) -> dict[str, str]:
        """
        Count one request, and give the headers of its answer.

        Raises:
            HttpProblem: it is one too many; it says when the next one is welcome.
        """
        caller, now = (principal.workspace_id, principal.actor), self._now()
        debt = max(self._paid.get(caller, now) - now, 0.0) + self._interval
        if debt > self._most + 1e-9:
            raise self._refusal(debt)
        if len(self._paid) >= MOST_CALLERS and caller not in self._paid:
            self._forget(now)
        self._paid[caller] = now + debt
        return self._headers(debt)

    def __len__(self) -> int:
        """Count the callers that are remembered."""
        return len(self._paid)

    def _headers(self, debt: float) -> dict[str, str]:
        left = floor((self._most - debt) / self._interval + 1e-6)
        return self._told(max(left, 0), ceil(debt))

    def _told(self, left: int, seconds: int) -> dict[str, str]:
        return {POLICY: self._policy, SERVICE: f'"requests";r={left};t={seconds}'}

    def _refusal(self, debt: float) -> HttpProblem:
        """Refuse, with one wait wherever a client looks for it: until the next request is welcome."""
        wait = ceil(debt - self._most)
        headers = {**self._told(0, wait), "Retry-After": str(wait)}
        fix = f"Wait {wait} s."
        problem = Problem("", "This is one request too many.", fix, str(self._limit))
        return HttpProblem(
            RATE_LIMITED, f"One caller may send {self._limit}. {fix}", problem, headers=headers
        )

    def _forget(self, now: float) -> None:
        """Drop those who have paid; where all owe something, drop them all rather than grow."""
        self._paid = {caller: paid for caller, paid in self._paid.items() if paid > now}
        if len(self._paid) >= MOST_CALLERS:
            self._paid.clear()
