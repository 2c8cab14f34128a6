"""Calendar days in a time zone, and the instants between which each of them lies."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Day:
    """
    A day.

    Attributes:
        start: its first instant, UTC.
        end: the first instant of the day after it; 23 to 25 hours later where clocks are changed.
    """

    date: date
    start: datetime
    end: datetime


def days_between(first: date, last: date, zone: ZoneInfo) -> list[Day]:
    """
    Give the days from *first* to *last*, both included.

    Raises:
        OverflowError: a day lies at the end of the calendar.
    """
    dates = [first + timedelta(days=number) for number in range((last - first).days + 2)]
    starts = [datetime.combine(each, time(), zone).astimezone(UTC) for each in dates]
    return [Day(*each) for each in zip(dates, starts, starts[1:], strict=False)]
