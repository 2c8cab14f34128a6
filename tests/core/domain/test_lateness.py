"""How late a post may leave."""

from datetime import datetime, timedelta

import pytest

from omnichannel.domain.lateness import Lateness, lasting
from omnichannel.domain.walltime import at_instant, resolve
from tests.core.fakes.examples import NOW, at

HALF_AN_HOUR = Lateness(timedelta(minutes=30))


def test_patience_begins_at_the_planned_time_and_anew_when_a_person_asks() -> None:
    """The last moment is the planned one and the minutes; a person's word moves it."""
    schedule = at_instant(NOW)

    assert at(1800) == HALF_AN_HOUR.deadline(schedule)
    assert at(1800) == HALF_AN_HOUR.deadline(schedule, at(-60))
    assert at(5400) == HALF_AN_HOUR.deadline(schedule, at(3600))


def test_the_reason_is_told_on_the_messages_clock() -> None:
    """Wall times of the message's zone, the day where it is another, and how late it might have been."""
    schedule = resolve(datetime(2027, 3, 1, 9), "Europe/Berlin")
    ask = Lateness(timedelta(minutes=30), "ask")

    assert (
        "This was due at 09:00:00 on 1 March 2027 (Europe/Berlin) and could not go out until 09:31:00. "
        "It was allowed to be 30 minutes late, so it was not sent."
    ) == HALF_AN_HOUR.reason(schedule, at(31 * 60))
    told = ask.reason(schedule, at(86_400))
    assert told.endswith("It was allowed to be 30 minutes late, so it was held until you decide.")
    assert "until 09:00:00 on 2 March 2027. " in told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (86_400, "24 hours"),
        (3600, "1 hour"),
        (90 * 60, "90 minutes"),
        (1, "1 second"),
        (0.5, "0.5 seconds"),
        (0, "0 seconds"),
    ],
)
def test_a_span_is_told_in_its_largest_whole_unit(seconds: float, told: str) -> None:
    """Nobody has to divide."""
    assert told == lasting(timedelta(seconds=seconds))
