from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from omnichannel.domain.lane import Lane, Rate, reserve
from tests.core.fakes.examples import NOW, at

EMPTY = Lane(UUID(int=1))
RATES = st.builds(
    Rate, st.integers(1, 50), st.integers(1, 86_400).map(lambda s: timedelta(seconds=s)), st.integers(1, 20)
)
CALLS = st.lists(st.tuples(st.integers(0, 3_600), st.integers(0, 8)), min_size=1, max_size=8)


def slots_of(rate: Rate, calls: list[tuple[int, int]], lane: Lane = EMPTY) -> list[tuple[datetime, datetime]]:
    """Reserve call after call, each (seconds later, posts); gives (asked at, slot) of every post."""
    now, found = NOW, []
    for pause, posts in calls:
        now += timedelta(seconds=pause)
        lane, slots = reserve(lane, rate, posts=posts, now=now)
        found += [(now, slot) for slot in slots]
    return found


def most_within(slots: list[datetime], window: timedelta) -> int:
    return max((sum(first <= slot < first + window for slot in slots) for first in slots), default=0)


@given(rate=RATES, calls=CALLS, window=st.integers(1, 7_200))
def test_no_window_holds_more_than_rate_and_burst(
    rate: Rate, calls: list[tuple[int, int]], window: int
) -> None:
    """Whoever watches for any time sees at most the burst and one post for each interval."""
    slots = [slot for _, slot in slots_of(rate, calls)]

    allowed = rate.burst + -(-timedelta(seconds=window) // rate.interval) - 1

    assert allowed >= most_within(slots, timedelta(seconds=window))


@given(rate=RATES, calls=CALLS)
def test_no_more_than_the_burst_comes_at_once(rate: Rate, calls: list[tuple[int, int]]) -> None:
    """At no instant do more posts pass than the burst allows."""
    slots = [slot for _, slot in slots_of(rate, calls)]

    assert rate.burst >= max((slots.count(slot) for slot in slots), default=0)


@given(rate=RATES, calls=CALLS)
def test_slots_are_given_in_order_and_never_in_the_past(rate: Rate, calls: list[tuple[int, int]]) -> None:
    """Who asks first goes first, and no slot lies before the moment of asking."""
    found = slots_of(rate, calls)

    assert sorted(slot for _, slot in found) == [slot for _, slot in found]
    assert all(asked <= slot for asked, slot in found)


@given(rate=RATES, calls=CALLS, closed=st.integers(-60, 7_200))
def test_nothing_passes_a_closed_lane(rate: Rate, calls: list[tuple[int, int]], closed: int) -> None:
    """Until the time the platform asked for, no slot is given."""
    lane = Lane(EMPTY.account_id, closed_until=at(closed))

    assert all(slot >= at(closed) for _, slot in slots_of(rate, calls, lane))


@given(rate=RATES)
def test_a_rested_lane_lets_the_whole_burst_pass(rate: Rate) -> None:
    """After a long rest, the burst goes at once and the next post one interval later."""
    lane = Lane(EMPTY.account_id, arrival=NOW - timedelta(days=1))

    _, slots = reserve(lane, rate, posts=rate.burst + 1, now=NOW)

    assert [NOW] * rate.burst + [NOW + rate.interval] == slots


def test_a_lane_keeps_what_it_gave() -> None:
    """Two posts a minute: what one call reserved, the next call finds taken."""
    rate = Rate(2, timedelta(minutes=1))

    lane, first = reserve(EMPTY, rate, posts=2, now=NOW)
    lane, second = reserve(lane, rate, posts=1, now=at(10))

    assert [NOW, at(30)] == first
    assert [at(60)] == second
    assert at(90) == lane.arrival


def test_without_a_rate_everything_passes_at_once() -> None:
    """An account without a rate waits only while it is closed."""
    closed = Lane(EMPTY.account_id, closed_until=at(5))

    assert (EMPTY, [NOW, NOW]) == reserve(EMPTY, None, posts=2, now=NOW)
    assert (closed, [at(5)]) == reserve(closed, None, posts=1, now=NOW)
