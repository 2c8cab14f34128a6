from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnichannel.domain.lane import FREE, Lane, LaneRules, Lesson, Rate, Surge, reserve, reserve_apart
from omnichannel.domain.pace import FIRST_PACE, LONGEST_PACE, Pace, Usage, slowed, slower
from tests.core.domain.test_lane import CALLS, EMPTY, RATES
from tests.core.fakes.examples import NOW, at

SECONDS = st.floats(0, 86_400, allow_nan=False).map(lambda s: timedelta(seconds=s))
INTERVALS = st.floats(0.05, 300).map(lambda s: timedelta(seconds=s))


@given(interval=INTERVALS, one=SECONDS, more=SECONDS)
def test_a_pace_is_only_forgotten(interval: timedelta, one: timedelta, more: timedelta) -> None:
    """It never grows with time, never exceeds what was learned, and is forgotten within an hour."""
    pace = Pace(interval, NOW)

    assert interval >= pace.at(NOW + one) >= pace.at(NOW + one + more)
    assert timedelta() == pace.at(NOW + timedelta(hours=1))


@given(interval=INTERVALS)
def test_a_pace_holds_for_a_few_posts(interval: timedelta) -> None:
    """So many posts must have passed before somebody tries to be quicker."""
    assert interval == Pace(interval, NOW).at(NOW + 4 * interval)


@given(refusals=st.lists(SECONDS, min_size=1, max_size=30))
def test_refusals_slow_down_within_bounds(refusals: list[timedelta]) -> None:
    """Refused again and again, an account never waits for more than five minutes, nor for a moment only."""
    known, now = None, NOW
    for pause in refusals:
        now += pause
        before = timedelta() if known is None else known.at(now)
        known = Pace(slower(known, now), now)
        assert min(2 * before, LONGEST_PACE) <= known.interval <= LONGEST_PACE
        assert known.interval >= timedelta(milliseconds=100)


def test_refusals_in_a_row_double_the_distance() -> None:
    """One second, two, four, up to five minutes."""
    known, steps = None, []
    for _ in range(11):
        known = Pace(slower(known, NOW), NOW)
        steps.append(known.interval.total_seconds())

    assert [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] == steps


@given(used=st.floats(allow_nan=True))
def test_a_budget_asks_for_a_bounded_distance(used: float) -> None:
    """Whatever a platform says, the distance is none, or one second to five minutes."""
    wanted = Usage(used).wanted

    assert timedelta() == wanted if not used >= 0.75 else FIRST_PACE <= wanted <= LONGEST_PACE


def test_the_distance_grows_as_the_budget_runs_out() -> None:
    """Nothing up to three quarters, then a second, then more and more."""
    asked = [Usage(used).wanted.total_seconds() for used in (0, 0.74, 0.75, 0.8, 0.9, 1.0, 3.0)]

    assert [0, 0, 1, 3.1, 30.6, 300, 300] == [round(each, 1) for each in asked]


def test_what_is_known_is_not_learned_again() -> None:
    """A budget teaches where it asks for a quarter more than what holds; each lesson is a write."""
    wanted = Usage(0.9).wanted

    assert wanted == slowed(None, Usage(0.9), NOW)
    assert slowed(Pace(wanted, NOW), Usage(0.9), at(30)) is None
    assert slowed(Pace(wanted, NOW), Usage(0.905), at(30)) is None
    assert Usage(0.95).wanted == slowed(Pace(wanted, NOW), Usage(0.95), at(30))
    assert slowed(None, Usage(0.5), NOW) is None


@given(
    rate=st.none() | RATES,
    interval=INTERVALS,
    calls=CALLS,
    closed=st.none() | st.integers(-60, 600),
)
def test_nobody_is_faster_than_what_was_learned(
    rate: Rate | None, interval: timedelta, calls: list[tuple[int, int]], closed: int | None
) -> None:
    """Between two slots lies at least the distance that held at the first, whatever rate and burst allow."""
    until = None if closed is None else at(closed)
    lane, now, slots = Lane(EMPTY.account_id, closed_until=until, pace=interval, paced_at=NOW), NOW, []
    for pause, posts in calls:
        now += timedelta(seconds=pause)
        lane, given_now = reserve(lane, rate, posts=posts, now=now)
        slots += given_now

    pace = Pace(interval, NOW)
    assert all(later >= earlier + pace.at(earlier) for earlier, later in pairwise(slots))
    assert all(slot >= at(closed) for slot in slots if closed is not None)


@given(
    rate=RATES, calls=CALLS, passed=st.integers(0, 8), wait=st.integers(0, 3_600), posts=st.integers(1, 20)
)
def test_slots_that_are_void_cost_nothing_and_give_nothing(
    rate: Rate, calls: list[tuple[int, int]], passed: int, wait: int, posts: int
) -> None:
    """
    A lane that turned gives up what was reserved, and still counts what had passed.

    What had passed and what is given afterwards keeps the rate together; and the first slot afterwards
    is no later than that of a lane in which only those had asked that passed.
    """
    rules, reserved = LaneRules(rate), list[tuple[datetime, datetime]]()
    lane, now = EMPTY, NOW
    for pause, count in calls:
        now += timedelta(seconds=pause)
        lane, given_now = reserve(lane, rate, posts=count, now=now)
        reserved += [(now, slot) for slot in given_now]
    turn = now + timedelta(seconds=passed)
    gone = [slot for _, slot in reserved if slot <= turn]
    lane = lane.taught(Lesson(turn, turn + timedelta(seconds=wait))).reopened(rules)
    _, after = reserve(lane, rate, posts=posts, now=turn)

    slots = gone + after
    for first in slots:
        seen = sum(first <= slot < first + rate.per for slot in slots)
        assert rate.burst + -(-rate.per // rate.interval) - 1 >= seen
    opens = turn + timedelta(seconds=wait)
    assert max(opens, turn + rate.interval) >= after[0] >= opens


@given(
    surge=st.builds(Surge, st.integers(1, 60).map(lambda s: timedelta(seconds=s))),
    pauses=st.lists(st.integers(0, 100), min_size=1, max_size=10),
)
def test_overdue_posts_are_never_closer_than_their_distance(surge: Surge, pauses: list[int]) -> None:
    """However they come, and without leaving a gap while somebody waits."""
    lane, now, slots = EMPTY, NOW, list[tuple[datetime, datetime]]()
    for pause in pauses:
        now += timedelta(seconds=pause)
        lane, slot = reserve_apart(lane, surge, now=now)
        slots.append((now, slot))

    for (_, earlier), (asked, later) in pairwise(slots):
        assert max(asked, earlier + surge.spacing) == later
    assert (EMPTY.arrival, EMPTY.pace_arrival) == (lane.arrival, lane.pace_arrival)


def test_a_lesson_that_changes_nothing_turns_nothing() -> None:
    """Who asks for less patience than is kept already voids no slot."""
    closed = EMPTY.taught(Lesson(NOW, at(60), timedelta(seconds=4)))

    again = closed.taught(Lesson(at(1), at(50), timedelta(seconds=4)))
    longer = closed.taught(Lesson(at(1), at(70)))
    known = closed.taught(Lesson(at(1), None, timedelta(seconds=2), NOW))

    assert closed == again
    assert (1, 2, 2) == (closed.turns, longer.turns, known.turns)
    assert (timedelta(seconds=2), at(1), at(60)) == (known.pace, known.paced_at, known.closed_until)
    assert closed == Lane(
        EMPTY.account_id, None, at(60), timedelta(seconds=4), NOW, None, None, turns=1, turned_at=NOW
    )


@pytest.mark.parametrize("swaps", [False, True])
def test_lessons_told_together_are_one(swaps: bool) -> None:
    """Whatever asks for more patience counts, in whichever order it is told."""
    one = Lesson(NOW, at(9), None, None)
    other = Lesson(at(1), at(5), timedelta(seconds=2), NOW)

    joined = other.joined(one) if swaps else one.joined(other)

    assert Lesson(at(1), at(9), timedelta(seconds=2), NOW) == joined


def test_a_lane_that_did_not_turn_stays_as_it_is() -> None:
    """Nothing is void there."""
    assert EMPTY == EMPTY.reopened(FREE)
