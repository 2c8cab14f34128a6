from datetime import timedelta
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnichannel.domain.retry import LONGEST_ASKED, LONGEST_WAIT, look_wait, retry_wait
from tests.core.fakes.fake_chance import LoadedChance, seeded_chance


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 2), (2, 4), (3, 8), (11, 2_048), (12, 3_600), (1_000_000, 3_600)]
)
def test_the_bound_doubles_up_to_an_hour(attempts: int, seconds: int) -> None:
    """The longest possible wait is 2 seconds, then twice as much each time, never over an hour."""
    wait = retry_wait(attempts, chance=LoadedChance(1.0))

    assert timedelta(seconds=seconds) == wait


@given(attempts=st.integers(1, 10**6), seed=st.integers())
def test_a_wait_lies_between_nothing_and_the_bound(attempts: int, seed: int) -> None:
    """Jitter takes away from the bound and never adds to it."""
    bound = retry_wait(attempts, chance=LoadedChance(1.0))

    assert timedelta() <= retry_wait(attempts, chance=seeded_chance(seed)) <= bound <= LONGEST_WAIT


def test_jitter_is_full() -> None:
    """Deliveries that failed together spread over the whole of the wait."""
    chance = seeded_chance(1)

    waits = [retry_wait(12, chance=chance) / LONGEST_WAIT for _ in range(1_000)]

    assert {n / 10 for n in range(10)} == {int(wait * 10) / 10 for wait in waits}


@given(asked=st.timedeltas(timedelta(), LONGEST_ASKED), seed=st.integers(), attempts=st.integers(1, 20))
def test_the_platforms_wish_is_the_least(asked: timedelta, seed: int, attempts: int) -> None:
    """A platform that asked for patience gets it, and up to a tenth more."""
    wait = retry_wait(attempts, chance=seeded_chance(seed), asked=asked)

    assert asked <= wait <= asked * 1.1 + timedelta(microseconds=1)


def test_a_shorter_bound_is_kept() -> None:
    """Who wants to be asked sooner gives a shorter bound."""
    assert timedelta(seconds=5) == retry_wait(9, chance=LoadedChance(1.0), longest=timedelta(seconds=5))


@pytest.mark.parametrize("attempts", [0, -1])
def test_a_wait_before_the_first_attempt_is_a_mistake(attempts: int) -> None:
    """Nothing is deferred that was not tried."""
    with pytest.raises(ValueError, match=f"attempts must be 1 or more, got {attempts}"):
        retry_wait(attempts, chance=seeded_chance(0))


def test_an_absurd_wish_is_granted_a_day() -> None:
    """A platform that asks for a year is asked again after a day."""
    assert LONGEST_ASKED == retry_wait(1, chance=LoadedChance(0.0), asked=timedelta(days=365))


SPANS = st.floats(0.5, 3_600.0)


def looks_within(span: float, *, first: float, longest: float, seed: int) -> int:
    """Count the looks within *span* seconds, where each is followed by a wait of `look_wait`."""
    chance, age, looks = seeded_chance(seed), 0.0, 0
    while age < span:
        wait = look_wait(
            timedelta(seconds=age),
            chance=chance,
            first=timedelta(seconds=first),
            longest=timedelta(seconds=longest),
        )
        age, looks = age + wait.total_seconds(), looks + 1
    return looks


@given(span=SPANS, first=st.floats(0.5, 60.0), factor=st.floats(1.0, 100.0), seed=st.integers())
def test_the_number_of_looks_is_bounded(span: float, first: float, factor: float, seed: int) -> None:
    """Whatever chance says, there are no more looks than the formula allows."""
    longest = first * factor

    looks = looks_within(span, first=first, longest=longest, seed=seed)

    assert looks <= 5 + max(log(span / first), 0) / log(1.25) + 4 * span / longest


@given(settle=st.floats(4.0, 3_600.0), seed=st.integers())
def test_there_are_four_looks_within_four_of_the_longest_waits(settle: float, seed: int) -> None:
    """Who may wait for a quarter of a time at most looks at least four times within it."""
    assert looks_within(settle, first=1.0, longest=settle / 4, seed=seed) >= 4


@given(age=st.timedeltas(timedelta(), timedelta(days=9)), seed=st.integers())
def test_a_look_is_neither_too_soon_nor_too_late(age: timedelta, seed: int) -> None:
    """The wait lies between a quarter of its bound and the bound, which is the age within its limits."""
    first, longest = timedelta(seconds=1), timedelta(minutes=5)
    bound = min(max(age, first), longest)

    wait = look_wait(age, chance=seeded_chance(seed), first=first, longest=longest)

    assert bound / 4 <= wait <= bound


def test_a_look_waits_as_long_as_the_platform_asked() -> None:
    """A wish counts more than the pace."""
    wish, second = timedelta(minutes=10), timedelta(seconds=1)

    wait = look_wait(timedelta(), chance=LoadedChance(0.0), first=second, longest=second, asked=wish)

    assert wish == wait
