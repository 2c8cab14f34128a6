"""Counts what this process does. One event loop counts, so nothing is locked; a batch is counted at once."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import accumulate
from uuid import UUID

from omnichannel.application.metrics import LATENESS_SECONDS, Distribution
from omnichannel.domain.claim import Claim
from omnichannel.domain.settlement import Settlement


class Measurements:
    """
    What was counted since the process began.

    Attributes:
        attempts: by channel, outcome and kind of failure ("" where it did not fail).
        settled: by channel and state.
    """

    def __init__(self) -> None:
        self.attempts: Counter[tuple[str, ...]] = Counter()
        self.settled: Counter[tuple[str, ...]] = Counter()
        self._late, self._late_sum = [0] * (len(LATENESS_SECONDS) + 1), 0.0

    def claims(self, claims: Sequence[Claim], now: datetime) -> None:
        """Count how late claims came at *now*."""
        for claim in claims:
            if claim.was_due_at is not None:
                seconds = max((now - claim.was_due_at).total_seconds(), 0.0)
                self._late[bisect_left(LATENESS_SECONDS, seconds)] += 1
                self._late_sum += seconds

    def settlements(self, settlements: Sequence[Settlement], changed: Collection[UUID]) -> None:
        """Count attempts, and the states to which those of *changed* came."""
        for one in settlements:
            attempt = one.attempt
            self.attempts[one.channel, attempt.outcome, attempt.kind or ""] += 1
            if one.delivery_id in changed:
                self.settled[one.channel, one.state] += 1

    def lateness(self) -> Distribution:
        """Give how late claims came."""
        return Distribution(tuple(accumulate(self._late)), self._late_sum)
