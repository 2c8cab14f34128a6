"""
Lanes: how fast one account may publish (GCRA, the leaky bucket as one timestamp).

See https://www.rfc-editor.org/rfc/rfc2697 for the idea of burst and rate; the algorithm is the
generic cell rate algorithm of ITU-T I.371. docs/decisions/0015-lanes.md tells why a lane keeps what it keeps.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from omnichannel.domain.pace import Pace


class WaitsFor(StrEnum):
    """Why a delivery waits although it is due."""

    SLOT = "slot"  # its `due_at` is a slot of its account's rate
    DISTANCE = "distance"  # its `due_at` is a slot among the overdue posts of its account
    EARLIER = "earlier"  # an earlier post of its account is under way


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

    @property
    def tolerance(self) -> timedelta:
        """How far the next theoretical arrival may lie ahead of a post that passes."""
        return self.interval * (self.burst - 1)


@dataclass(frozen=True, slots=True)
class Surge:
    """
    How an account's overdue posts are kept apart, so that the end of an outage is no salvo.

    Attributes:
        spacing: the distance between two of them; more than 0.
        after: a post that could begin later than so long after its time is overdue.
    """

    spacing: timedelta = timedelta(seconds=30)
    after: timedelta = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class LaneRules:
    """
    What holds for the lanes of one channel.

    Attributes:
        rate: how fast one account may publish; None is unbounded.
        surge: how overdue posts are kept apart; None: not at all.
        ordered: whether an account's posts begin one after the other, in the order of their times.
    """

    rate: Rate | None = None
    surge: Surge | None = None
    ordered: bool = False


FREE = LaneRules()
"""What holds for a channel of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """
    What a lane learns from one answer of the platform.

    Attributes:
        closed_until: the platform asked the account for patience; None leaves the lane open.
        pace: the distance between posts from now on; None leaves it as it is.
        known: when the distance was learned that *pace* starts from; None: there was none.
    """

    learned_at: datetime
    closed_until: datetime | None = None
    pace: timedelta | None = None
    known: datetime | None = None

    def joined(self, other: "Lesson") -> "Lesson":
        """Give what both teach: whatever asks for more patience, and the latest that one of them knew."""
        return Lesson(
            max(self.learned_at, other.learned_at),
            _latest(self.closed_until, other.closed_until),
            max((one for one in (self.pace, other.pace) if one is not None), default=None),
            _latest(self.known, other.known),
        )


@dataclass(frozen=True, slots=True)
class Lane:
    """
    The rate state of one account.

    Attributes:
        arrival: the theoretical arrival time of the next post; None before the first.
        closed_until: nothing passes before, because the platform asked for patience.
        pace, paced_at: a distance between posts that answers taught, and when.
        pace_arrival: the earliest time of the next post by that distance.
        surge_arrival: the earliest time of the next overdue post.
        turns: how often the lane was closed or slowed down. A slot counts in the turn in which it was
            reserved; whoever holds an older one asks again.
        turned_at: when that was last; None where slots were reserved since.
    """

    account_id: UUID
    arrival: datetime | None = None
    closed_until: datetime | None = None
    pace: timedelta | None = None
    paced_at: datetime | None = None
    pace_arrival: datetime | None = None
    surge_arrival: datetime | None = None
    turns: int = 0
    turned_at: datetime | None = None

    @property
    def learned(self) -> Pace | None:
        """The pace that answers taught."""
        return None if self.pace is None or self.paced_at is None else Pace(self.pace, self.paced_at)

    @property
    def is_untaught(self) -> bool:
        """Whether the platform never asked for patience, nor taught a pace."""
        return self.closed_until is None and self.learned is None and self.turned_at is None

    def opens(self, now: datetime) -> datetime:
        """Give the earliest moment, not before *now*, at which anything may pass."""
        return max(now, self.closed_until or now)

    def taught(self, lesson: Lesson) -> "Lane":
        """
        Give the lane after *lesson*.

        It never opens earlier than it would have. A distance that somebody else taught meanwhile stays
        where it is the longer one: many posts that are refused together are one refusal.
        """
        until, pace = lesson.closed_until, lesson.pace
        closes = until is not None and (self.closed_until is None or self.closed_until < until)
        is_known = self.paced_at == lesson.known
        slows = pace is not None and (is_known or self.pace is None or self.pace < pace)
        if not closes and not slows:
            return self
        return replace(
            self,
            closed_until=until if closes else self.closed_until,
            pace=pace if slows else self.pace,
            paced_at=lesson.learned_at if slows else self.paced_at,
            turns=self.turns + 1,
            turned_at=lesson.learned_at,
        )

    def reopened(self, rules: LaneRules) -> "Lane":
        """
        Give the lane as it stands once the slots are void that were reserved before it turned.

        What passed before that is still counted: where slots were waiting, the bucket was full.
        """
        if self.turned_at is None:
            return self
        since, rate = self.turned_at, rules.rate
        full = None if rate is None else since + rate.tolerance + rate.interval
        apart = since if rules.surge is None else since + rules.surge.spacing
        return replace(
            self,
            arrival=_earliest(self.arrival, full),
            pace_arrival=None if self.learned is None else since + self.learned.at(since),
            surge_arrival=_earliest(self.surge_arrival, apart),
            turned_at=None,
        )


def reserve(lane: Lane, rate: Rate | None, *, posts: int, now: datetime) -> tuple[Lane, list[datetime]]:
    """
    Reserve a slot for each of *posts* and give the lane after that with the slots, in order.

    No two are closer than the rate and what the platform taught allow. A slot that is not after *now*
    may be taken at once; a later one becomes the delivery's `due_at`.

    Args:
        lane: one whose void slots are given up already (`Lane.reopened`).
    """
    start, slots = lane.opens(now), []
    arrival, paced = lane.arrival, lane.pace_arrival
    for _ in range(posts):
        slot = max(start, paced or start)
        if rate is not None:
            arrival = max(arrival or start, start)
            slot = max(slot, arrival - rate.tolerance)
            arrival = max(arrival, slot) + rate.interval
        if lane.learned is not None and (distance := lane.learned.at(slot)):
            paced = slot + distance
        slots.append(slot)
    return replace(lane, arrival=arrival, pace_arrival=paced), slots


def reserve_apart(lane: Lane, surge: Surge, *, now: datetime) -> tuple[Lane, datetime]:
    """
    Reserve a slot for an overdue post, and give the lane after that with it.

    Overdue posts keep their distance from each other and from nobody else: what is on time is not sent
    behind them. When its slot has come, such a post asks the rate like any other.
    """
    slot = max(lane.opens(now), lane.surge_arrival or now)
    return replace(lane, surge_arrival=slot + surge.spacing), slot


def _latest(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((each for each in (one, other) if each is not None), default=None)


def _earliest(one: datetime | None, bound: datetime | None) -> datetime | None:
    return one if one is None or bound is None else min(one, bound)
