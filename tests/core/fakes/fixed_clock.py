"""A clock that only moves when it is told to."""

from datetime import datetime, timedelta

from tests.core.fakes.examples import NOW


class FixedClock:
    """`Clock` of a test."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        """Give the present instant."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds."""
        self._now += timedelta(seconds=seconds)
