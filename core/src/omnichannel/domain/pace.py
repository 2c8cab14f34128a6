"""
Learned pace: what a platform's answers teach about how fast an account may publish. Pure.

A refusal for too many requests doubles the distance between posts; each quiet period halves it again.
What a platform tells of its budget slows the account down before there is a refusal.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_PACE = timedelta(seconds=1)
"""The distance that a first refusal teaches."""
LEAST_PACE = timedelta(milliseconds=50)
"""A distance that is shorter than this is none."""
LONGEST_PACE = timedelta(minutes=5)
QUIET = timedelta(seconds=10)
"""A distance holds at least so long before it is halved."""
QUIET_POSTS = 5
"""So many posts must have had time to pass before their distance is halved."""
SLOWS_FROM = 0.75
"""The share of a budget from which on its account slows down."""
WORTH_TELLING = 1.25
"""A distance is learned anew where it grows by this factor at least: each lesson is a write."""


@dataclass(frozen=True, slots=True)
class Usage:
    """
    What a platform says of an account's budget.

    Attributes:
        used: the share that is used up; 0 is nothing, 1 is all of it, and it may be more.
        regain: how long until calls are taken again, where it says so.
    """

    used: float
    regain: timedelta | None = None

    @property
    def wanted(self) -> timedelta:
        """
        Give the distance that such a budget asks for.

        None below three quarters; from there it grows evenly on a scale of factors, from 1 second to 5
        minutes where all is used up.
        """
        if not self.used >= SLOWS_FROM:
            return timedelta()
        scarcity = (min(self.used, 1.0) - SLOWS_FROM) / (1 - SLOWS_FROM)
        factor: float = (LONGEST_PACE / FIRST_PACE) ** scarcity
        return FIRST_PACE * factor


@dataclass(frozen=True, slots=True)
class Pace:
    """A learned distance between two posts of an account, and when it was learned."""

    interval: timedelta
    since: datetime

    def at(self, moment: datetime) -> timedelta:
        """
        Give the distance that holds at *moment*: halved after each quiet period, and in the end none.

        A quiet period lasts as long as five posts at that distance, and 10 seconds at least: the longest
        distance is forgotten within an hour.
        """
        interval, since = self.interval, self.since
        while interval >= LEAST_PACE and moment - since >= (quiet := max(QUIET, QUIET_POSTS * interval)):
            interval, since = interval / 2, since + quiet
        return interval if interval >= LEAST_PACE else timedelta()


def slower(known: Pace | None, now: datetime) -> timedelta:
    """Give the distance after a refusal: double that of *known* as it holds *now*; 1 second to begin with."""
    interval = known.at(now) if known is not None else timedelta()
    return min(2 * interval or FIRST_PACE, LONGEST_PACE)


def slowed(known: Pace | None, usage: Usage, now: datetime) -> timedelta | None:
    """Give the distance that *usage* teaches; None where it teaches nothing that *known* does not hold."""
    interval = known.at(now) if known is not None else timedelta()
    wanted = usage.wanted
    return wanted if wanted and wanted >= interval * WORTH_TELLING else None
