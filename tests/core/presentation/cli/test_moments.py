from datetime import UTC, datetime

import pytest

from omnichannel.application.dtos.messages import ScheduleOut
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.moments import at_from, scheduled_at, span, zone_here

NINE = datetime(2026, 12, 24, 9)


def planned(local: datetime, zone: str, instant: datetime) -> str:
    return scheduled_at(ScheduleOut(local=local, zone=zone, instant=instant, fold="none"))


@pytest.mark.parametrize("given", ["2026-12-24 09:00", "2026-12-24T09:00:00", " 2026-12-24 09:00 "])
def test_a_time_is_typed_as_people_write_it(given: str) -> None:
    """With a space or a T, with or without seconds."""
    assert (NINE, "Europe/Berlin") == at_from(given, "Europe/Berlin")


def test_a_time_without_a_zone_is_that_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The zone of the machine is taken where it has a name."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")

    assert (NINE, "Asia/Tokyo") == at_from("2026-12-24 09:00", None)


@pytest.mark.parametrize(
    ("given", "zone", "told"),
    [
        ("tomorrow", None, "--at 'tomorrow' is no date and time"),
        ("2026-12-24 09:00+01:00", "UTC", "--at has an offset and --zone stands beside it"),
        ("2026-12-24 09:00", None, "nobody said in which zone --at is"),
    ],
)
def test_a_time_that_cannot_be_understood_shows_one_that_can(
    monkeypatch: pytest.MonkeyPatch, given: str, zone: str | None, told: str
) -> None:
    """The hint is a time with its zone, or says what to leave out."""
    monkeypatch.setenv("TZ", "EST5EDT-of-nowhere")

    with pytest.raises(CommandFailed, match=told) as failed:
        at_from(given, zone)

    assert failed.value.hint


def test_an_offset_says_enough() -> None:
    """A time with an offset is an instant."""
    at = at_from("2026-12-24T09:00+00:00", None)

    assert NINE.replace(tzinfo=UTC) == at


def test_a_planned_time_is_told_with_its_zone_and_utc() -> None:
    """UTC stands beside it; its day too, where that is another."""
    assert "Thu 24 Dec 2026 09:00 Europe/Berlin (08:00 UTC)" == planned(
        NINE, "Europe/Berlin", datetime(2026, 12, 24, 8, tzinfo=UTC)
    )
    assert "Thu 24 Dec 2026 09:00 Pacific/Auckland (Wed 23 Dec 2026 20:00 UTC)" == planned(
        NINE, "Pacific/Auckland", datetime(2026, 12, 23, 20, tzinfo=UTC)
    )
    assert "Thu 24 Dec 2026 09:00 UTC" == planned(NINE, "UTC", NINE.replace(tzinfo=UTC))


def test_a_time_that_the_clock_skips_is_told_as_it_really_is() -> None:
    """Half past two does not exist there; the message goes out when the clock shows half past three."""
    planned = ScheduleOut(
        local=datetime(2031, 3, 30, 2, 30),
        zone="Europe/Berlin",
        instant=datetime(2031, 3, 30, 1, 30, tzinfo=UTC),
        fold="gap",
    )

    assert "Sun 30 Mar 2031 03:30 Europe/Berlin (01:30 UTC)" == scheduled_at(planned)


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.42, "0.4 s"), (41.2, "41 s"), (200.0, "3 min 20 s"), (59.9, "1 min 0 s")]
)
def test_a_span_is_told_as_people_say_it(seconds: float, told: str) -> None:
    """Tenths where it is short, minutes where it is long."""
    assert told == span(seconds)


def test_a_machine_without_a_named_zone_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule of POSIX is no name."""
    monkeypatch.setenv("TZ", "CET-1CEST")

    assert zone_here() is None
