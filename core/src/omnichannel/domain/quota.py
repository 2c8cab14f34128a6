"""The quota question: may an account publish at a given time? Pure; the lane's own rule answers it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from omnichannel.domain.lane import Lane, Rate, reserve


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

    That the platform asked for patience (`closed_until`) is left aside: it is no matter of the rate.

    Args:
        lane: as it is at *now*; it knows everything that was sent, or has a slot, already.
        planned: when the account's other posts are due, in any order. What is overdue goes at *now*,
            what is due later than *at* does not count.
    """
    lane = replace(lane, closed_until=None)
    for moment in sorted(max(due, now) for due in planned):
        if moment <= at:
            lane, _ = reserve(lane, rate, posts=1, now=moment)
    _, (slot,) = reserve(lane, rate, posts=1, now=at)
    level = max(timedelta(), (lane.arrival or at) - at) / rate.interval
    return Budget(math.ceil(round(level, 6)), rate.burst, rate.interval * rate.burst, slot)
