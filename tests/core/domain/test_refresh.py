from datetime import timedelta

import pytest

from omnichannel.domain.refresh import refresh_pause, refresh_time
from tests.core.fakes.examples import NOW
from tests.core.fakes.fake_chance import LoadedChance, seeded_chance

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("life", "chance", "after"),
    [
        (60 * DAY, 0.5, 45 * DAY),
        (60 * DAY, 0.0, 42 * DAY),
        (HOUR, 0.5, timedelta(minutes=45)),
        (3 * DAY, 0.5, 2 * DAY),
        (2 * DAY, 0.5, DAY),
    ],
)
def test_a_sign_in_is_renewed_well_before_its_end(life: timedelta, chance: float, after: timedelta) -> None:
    """At three quarters of its life, give or take, and a day before its end where it lives two."""
    assert NOW + after == refresh_time(NOW + life, now=NOW, chance=LoadedChance(chance))


@pytest.mark.parametrize("end", [None, NOW, NOW - DAY])
def test_an_end_that_nobody_knows_or_that_is_past_plans_nothing(end: None) -> None:
    """A refused post tells, instead of a loop."""
    assert refresh_time(end, now=NOW, chance=LoadedChance(0.5)) is None


def test_accounts_of_one_day_are_not_renewed_at_once() -> None:
    """A thousand of them are spread over a tenth of their life, and none comes late."""
    chance = seeded_chance(7)

    times = [refresh_time(NOW + 40 * DAY, now=NOW, chance=chance) for _ in range(1_000)]

    found = sorted(time for time in times if time is not None)
    assert NOW + 28 * DAY <= found[0] < NOW + 28.2 * DAY
    assert NOW + 31.8 * DAY < found[-1] <= NOW + 32 * DAY


def test_the_pause_after_a_failure_grows_and_is_bounded() -> None:
    """5 seconds at first, then twice as long each time, up to an hour; never less than half of that."""
    longest = [refresh_pause(failures, chance=LoadedChance(1.0)) for failures in (1, 2, 3, 20, 4_000)]
    shortest = [refresh_pause(failures, chance=LoadedChance(0.0)) for failures in (1, 4_000)]

    assert [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20), HOUR, HOUR] == longest
    assert [timedelta(seconds=2.5), HOUR / 2] == shortest
