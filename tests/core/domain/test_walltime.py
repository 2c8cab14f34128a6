from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnichannel.domain.errors import InvalidRequest
from omnichannel.domain.walltime import Fold, WallTime, at_instant, resolve

ZONES = sorted(available_timezones() - {"localtime"})
RULED = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "Pacific/Apia"]


def changes(zone: str, first: int = 2005, last: int = 2030) -> list[datetime]:
    """Find the instants, to the minute, at which the clocks of *zone* are set to another offset."""
    tz = ZoneInfo(zone)

    def offset(instant: datetime) -> timedelta | None:
        return instant.astimezone(tz).utcoffset()

    def between(low: datetime, high: datetime) -> datetime:
        while high - low > timedelta(minutes=1):
            middle = low + ((high - low) / 2 // timedelta(minutes=1)) * timedelta(minutes=1)
            low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
        return high

    days = [
        datetime.combine(date(first, 1, 1), datetime.min.time(), UTC) + timedelta(days=n)
        for n in range(365 * (last - first), -1, -14)
    ]
    return [between(low, high) for low, high in pairwise(reversed(days)) if offset(low) != offset(high)]


CHANGES = [(zone, instant) for zone in RULED for instant in changes(zone)]


def offsets_around(zone: str, instant: datetime) -> tuple[timedelta, timedelta]:
    tz = ZoneInfo(zone)
    before = (instant - timedelta(minutes=1)).astimezone(tz).utcoffset()
    after = instant.astimezone(tz).utcoffset()
    assert before is not None
    assert after is not None
    return before, after


def oracle(local: datetime, zone: str, before: timedelta, after: timedelta) -> tuple[datetime, Fold]:
    """Say what RFC 5545 makes of a time near one change, from the two offsets alone."""
    tz = ZoneInfo(zone)
    fits = [
        instant
        for offset in (before, after)
        if (instant := local.replace(tzinfo=UTC) - offset).astimezone(tz).replace(tzinfo=None) == local
    ]
    if not fits:
        return local.replace(tzinfo=UTC) - before, Fold.GAP
    return min(fits), Fold.OVERLAP if len(set(fits)) == 2 else Fold.NONE


def test_there_are_changes_to_speak_of() -> None:
    """Every zone that the properties below are about sets its clocks."""
    assert set(RULED) == {zone for zone, _ in CHANGES}


@given(change=st.sampled_from(CHANGES), minutes=st.integers(-180, 180))
def test_times_around_every_change_follow_the_calendar_rules(
    change: tuple[str, datetime], minutes: int
) -> None:
    """Near a change of clocks, a skipped time moves by the gap and a repeated one is the first."""
    zone, instant = change
    before, after = offsets_around(zone, instant)
    local = (instant + max(before, after)).replace(tzinfo=None) + timedelta(minutes=minutes)

    meant = resolve(local, zone)

    assert oracle(local, zone, before, after) == (meant.instant, meant.fold)


@given(change=st.sampled_from(CHANGES), part=st.floats(0, 0.999))
def test_a_skipped_time_is_shown_later_by_the_gap(change: tuple[str, datetime], part: float) -> None:
    """What the wall clock skips happens as long after the change as it was asked for."""
    zone, instant = change
    before, after = offsets_around(zone, instant)
    gap = max(after - before, timedelta())
    local = (instant + before).replace(tzinfo=None) + gap * part

    shown = resolve(local, zone).instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    assert local + gap == shown


@given(zone=st.sampled_from(ZONES), local=st.datetimes(datetime(2000, 1, 1), datetime(2200, 12, 31)))
def test_a_time_that_exists_is_shown_as_it_was_meant(zone: str, local: datetime) -> None:
    """In every zone there is, a wall time outside gaps comes back as it was typed."""
    meant = resolve(local, zone)

    shown = at_instant(meant.instant, zone).local

    assert (local == shown) is (meant.fold is not Fold.GAP)


@given(zone=st.sampled_from(ZONES), instant=st.datetimes(datetime(2000, 1, 2), datetime(2200, 12, 30)))
def test_an_instant_survives_its_wall_time(zone: str, instant: datetime) -> None:
    """The wall time of an instant means that instant, or the first of the two it could mean."""
    aware = instant.replace(tzinfo=UTC)

    again = resolve(at_instant(aware, zone).local, zone)

    assert again.instant == aware or (again.fold is Fold.OVERLAP and again.instant < aware)


@pytest.mark.parametrize(
    ("zone", "local", "instant", "fold"),
    [
        ("Europe/Berlin", "2027-03-28T02:30", "2027-03-28T01:30", Fold.GAP),
        ("Europe/Berlin", "2027-10-31T02:30", "2027-10-31T00:30", Fold.OVERLAP),
        ("Europe/Berlin", "2027-07-01T09:00", "2027-07-01T07:00", Fold.NONE),
        ("America/New_York", "2027-03-14T02:15", "2027-03-14T07:15", Fold.GAP),
        ("America/New_York", "2027-11-07T01:30", "2027-11-07T05:30", Fold.OVERLAP),
        ("Australia/Lord_Howe", "2027-10-03T02:10", "2027-10-02T15:40", Fold.GAP),
        ("Australia/Lord_Howe", "2027-04-04T01:45", "2027-04-03T14:45", Fold.OVERLAP),
        ("Europe/Dublin", "2027-03-28T01:30", "2027-03-28T01:30", Fold.GAP),
        ("Europe/Dublin", "2027-10-31T01:30", "2027-10-31T00:30", Fold.OVERLAP),
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00", Fold.GAP),
        ("Asia/Kathmandu", "2027-01-01T00:00", "2026-12-31T18:15", Fold.NONE),
    ],
)
def test_known_days(zone: str, local: str, instant: str, fold: Fold) -> None:
    """Days on which clocks lie are resolved as a person with a calendar would."""
    typed = datetime.fromisoformat(local)

    meant = resolve(typed, zone)

    assert WallTime(typed, zone, datetime.fromisoformat(instant).replace(tzinfo=UTC), fold) == meant


@pytest.mark.parametrize(
    "zone",
    ["Mars/Olympus", "", "Europe", "../../etc/passwd", "/etc/localtime", "Europe/Berlin\x00", "a" * 5_000],
)
def test_an_unknown_zone_says_what_to_write(zone: str) -> None:
    """Whatever is no zone gives a problem that shows a bounded part of it and an example."""
    with pytest.raises(InvalidRequest) as raised:
        resolve(datetime(2027, 3, 1, 9), zone)

    (problem,) = raised.value.problems
    assert "/publish/zone" == problem.field
    assert f"{zone[:80]!r} is no time zone." == problem.detail
    assert 'Use an IANA name, such as "Europe/Berlin".' == problem.fix


@given(zone=st.text(st.characters()))
def test_any_text_is_a_zone_or_a_problem(zone: str) -> None:
    """No text whatever makes reading a zone fail in another way."""
    if zone in ZONES:
        return

    with pytest.raises(InvalidRequest):
        resolve(datetime(2027, 3, 1, 9), zone)


def test_a_time_with_an_offset_is_no_wall_time() -> None:
    """A wall time has no offset; one that came with it is named."""
    with pytest.raises(InvalidRequest) as raised:
        resolve(datetime(2027, 3, 1, 9, tzinfo=UTC), "Europe/Berlin")

    assert "/publish/local: 2027-03-01T09:00:00+00:00 carries an offset. Send a time without one." == str(
        raised.value
    )
