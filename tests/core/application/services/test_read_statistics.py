from datetime import date

import pytest

from omnichannel.application.dtos.statistics import OutcomesOut
from omnichannel.domain.errors import InvalidRequest
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Published, Refused
from tests.core.application.services.house import STRANGER, House
from tests.core.fakes.examples import NOW, PRINCIPAL

TODAY = NOW.date()


async def test_a_day_tells_what_became_of_its_posts(house: House) -> None:
    """Outcomes stand under their day and channel, and sum up; what waits and what was late stand beside."""
    await house.schedule("on time")
    await house.schedule("late")
    house.clock.advance(70)
    await house.settle(Published("1"))
    await house.schedule("refused")
    await house.settle(Refused(FailureKind.INVALID_CONTENT, "Too long.", "Shorten it."))
    await house.schedule("due")
    house.clock.advance(61)

    told = await house.statistics.read(PRINCIPAL, since=None, until=None, zone="UTC")

    assert [TODAY] == [day.day for day in told.days if day.channels]
    assert 7 == len(told.days)
    (feed,) = told.days[-1].channels
    assert ("feed", 2, 1) == (feed.channel, feed.arrived, feed.failed)
    assert OutcomesOut(arrived=2, failed=1) == told.total
    assert (1, 1, 0, 0) == (told.now.due, told.now.overdue, told.now.waiting, told.now.asks_person)
    buckets = [(each.up_to_seconds, each.count) for each in told.lateness.buckets]
    assert [(1, 0), (5, 0), (60, 0), (900, 2), (None, 0)] == buckets
    assert (2, 70.0) == (told.lateness.published, told.lateness.longest_seconds)


async def test_each_day_tells_how_late_its_posts_were(house: House) -> None:
    """What was late yesterday does not make today look bad; both make up the sum."""
    await house.schedule("late")
    house.clock.advance(70)
    await house.settle(Published("1"))
    house.clock.advance(86_400)
    await house.schedule("on time")
    await house.settle(Published("2"))

    told = await house.statistics.read(PRINCIPAL, since=None, until=None, zone="UTC")

    first, second = (day.lateness for day in told.days[-2:])
    assert ((1, 70.0), (1, 0.0)) == tuple((day.published, day.longest_seconds) for day in (first, second))
    assert ([900], [1]) == tuple(
        [each.up_to_seconds for each in day.buckets if each.count] for day in (first, second)
    )
    assert (0, None) == (told.days[0].lateness.published, told.days[0].lateness.longest_seconds)
    assert (2, 70.0) == (told.lateness.published, told.lateness.longest_seconds)


async def test_days_are_those_of_the_zone(house: House) -> None:
    """At eight in the morning UTC it is still the day before on the islands in the east of the Pacific."""
    await house.schedule()
    await house.settle(Published("1"))

    told = await house.statistics.read(PRINCIPAL, since=None, until=None, zone="Pacific/Pago_Pago")

    assert [date(2027, 2, 28)] == [day.day for day in told.days if day.channels]
    assert date(2027, 2, 28) == told.until


async def test_everybody_counts_their_own(house: House) -> None:
    """Another workspace's numbers do not show ours."""
    await house.schedule()
    await house.settle(Published("1"))

    told = await house.statistics.read(STRANGER, since=TODAY, until=TODAY, zone="UTC")

    assert (OutcomesOut(), 0, None) == (told.total, told.lateness.published, told.lateness.longest_seconds)


@pytest.mark.parametrize(
    ("since", "until", "zone", "problem"),
    [
        (None, None, "Mars/Base", "/zone: 'Mars/Base' is no time zone. Use an IANA name"),
        (None, None, "../../etc/passwd", "/zone: "),
        (
            date(2027, 3, 2),
            date(2027, 3, 1),
            "UTC",
            "/until: 2027-03-01 is before 2027-03-02. Put the earlier",
        ),
        (date(2027, 1, 1), date(2027, 4, 3), "UTC", "/since: From 2027-01-01 to 2027-04-03 are 93 days. Ask"),
        (None, date.min, "UTC", "/since: The calendar has no such days."),
        (date.max, None, "UTC", "/since: The calendar has no such days."),
        (date.min, date.min, "Asia/Tokyo", "/since: The calendar has no such days."),
    ],
)
async def test_a_range_that_does_not_fit_is_told(
    house: House, since: date | None, until: date | None, zone: str, problem: str
) -> None:
    """What is wrong with the days or the zone is named with what to do."""
    with pytest.raises(InvalidRequest) as caught:
        await house.statistics.read(PRINCIPAL, since=since, until=until, zone=zone)

    assert str(caught.value).startswith(problem)


async def test_a_whole_season_fits(house: House) -> None:
    """92 days are answered."""
    told = await house.statistics.read(PRINCIPAL, since=date(2027, 1, 1), until=date(2027, 4, 2), zone="UTC")

    assert 92 == len(told.days)
