from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from omnichannel.domain.days import days_between


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2027, 3, 27), 24), (date(2027, 3, 28), 23), (date(2027, 10, 31), 25)],
)
def test_a_day_has_the_hours_that_its_clocks_give_it(day: date, hours: int) -> None:
    """Where clocks are changed a day is an hour shorter or longer."""
    (only,) = days_between(day, day, ZoneInfo("Europe/Berlin"))

    assert timedelta(hours=hours) == only.end - only.start


def test_days_follow_each_other_without_a_gap() -> None:
    """Each day begins where the one before ended, at midnight of its zone."""
    days = days_between(date(2027, 10, 30), date(2027, 11, 1), ZoneInfo("Asia/Kolkata"))

    assert [30, 31, 1] == [day.date.day for day in days]
    assert datetime(2027, 10, 29, 18, 30, tzinfo=UTC) == days[0].start
    assert [day.start for day in days[1:]] == [day.end for day in days[:-1]]


def test_the_calendar_ends() -> None:
    """A day at its end is refused rather than wrapped round."""
    with pytest.raises(OverflowError):
        days_between(date.max, date.max, ZoneInfo("UTC"))
