"""The quota question: may an account publish at a given time? Pure; the lane's own rules answer it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from omnichannel.domain.lane import Lane, LaneRules, Rate, reserve


@dataclass(frozen=True, slots=True)
class Budget:
    """
    What is left of a lane's rate at one moment.

    A lane is a bucket: *limit* posts may come at once, and it is empty again after *per*.

    Attributes:
        used: how many posts the bucket holds at that moment; more than *limit* where a queue waits.
        free_at: the earliest moment, not before the asked one, at which one more post may leave.
    """

    used: int
    limit: int
    per: timedelta
    free_at: datetime


def budget_at(lane: Lane, rate: Rate, planned: Iterable[datetime], *, at: datetime, now: datetime) -> Budget:
    """
    Say how full the lane is at *at*, once all that is *planned* until then has gone.

    That the platform asked for patience, or for a slower pace, is left aside: `free_at` knows it.

    Args:
        lane: as it is at *now*; it knows everything that was sent, or has a slot, already.
        planned: when the account's other posts are due, in any order. What is overdue goes at *now*,
            what is due later than *at* does not count.
    """
    lane = lane.reopened(LaneRules(rate))
    lane = replace(lane, closed_until=None, pace=None, pace_arrival=None)
    lane = _gone(lane, rate, planned, at=at, now=now)
    _, (slot,) = reserve(lane, rate, posts=1, now=at)
    level = max(timedelta(), (lane.arrival or at) - at) / rate.interval
    return Budget(math.ceil(round(level, 6)), rate.burst, rate.interval * rate.burst, slot)


def free_at(
    lane: Lane, rules: LaneRules, planned: Iterable[datetime], *, at: datetime, now: datetime
) -> datetime:
    """
    Give the earliest moment, not before *at*, at which one more post may leave, by all that is known.

    The rate, what the platform taught about the pace, and until when it asked for patience. The arguments
    are those of `budget_at`.
    """
    lane = _gone(lane.reopened(rules), rules.rate, planned, at=at, now=now)
    _, (slot,) = reserve(lane, rules.rate, posts=1, now=at)
    return slot


def _gone(lane: Lane, rate: Rate | None, planned: Iterable[datetime], *, at: datetime, now: datetime) -> Lane:
    """Give the lane after all that is planned until *at*."""
    for moment in sorted(max(due, now) for due in planned):
        if moment <= at:
            lane, _ = reserve(lane, rate, posts=1, now=moment)
    return lane
