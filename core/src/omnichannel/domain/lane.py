"""
Lanes: how fast one account may publish (GCRA, the leaky bucket as one timestamp).

See https://www.rfc-editor.org/rfc/rfc2697 for the idea of burst and rate; the algorithm is the
generic cell rate algorithm of ITU-T I.371.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Rate:
    """
    *count* posts in *per* in the long run, of which *burst* may come at once.

    So a window as long as *per* holds at most *count* + *burst* - 1 posts.
    """

    count: int
    per: timedelta
    burst: int = 1

    @property
    def interval(self) -> timedelta:
        """The steady distance between two posts."""
        return self.per / self.count


@dataclass(frozen=True, slots=True)
class Lane:
    """
    The rate state of one account.

    Attributes:
        arrival: the theoretical arrival time of the next post; None before the first.
        closed_until: nothing passes before, because the platform asked for patience.
    """

    account_id: UUID
    arrival: datetime | None = None
    closed_until: datetime | None = None


def reserve(lane: Lane, rate: Rate | None, *, posts: int, now: datetime) -> tuple[Lane, list[datetime]]:
    """
    Reserve a slot for each of *posts* and give the lane after that with the slots, in order.

    A slot that is not after *now* may be taken at once; a later one becomes the delivery's `due_at`.
    """
    start = max(now, lane.closed_until or now)
    if rate is None:
        return lane, [start] * posts
    tolerance = rate.interval * (rate.burst - 1)
    arrival, slots = lane.arrival or start, []
    for _ in range(posts):
        arrival = max(arrival, start)
        slots.append(max(start, arrival - tolerance))
        arrival += rate.interval
    return Lane(lane.account_id, arrival, lane.closed_until), slots
