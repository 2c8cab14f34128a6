"""ReadStatisticsService: what became of deliveries day by day, what is not finished, and how late it was."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from omnichannel.application.dtos.statistics import (
    MOST_DAYS,
    BacklogOut,
    ChannelDayOut,
    DayOut,
    LatenessBucketOut,
    LatenessOut,
    OutcomesOut,
    StatisticsOut,
)
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.statistics_repository import Backlog, Lateness, OutcomeCount
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.days import Day, days_between
from omnichannel.domain.errors import InvalidRequest, Problem
from omnichannel.domain.rights import Principal
from omnichannel.domain.walltime import zone_named

USUAL_DAYS = 7
BOUNDS_SECONDS = (1, 5, 60, 900)


class ReadStatisticsService:
    """Counts; see `ReadStatisticsUseCase`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def read(
        self, principal: Principal, *, since: date | None, until: date | None, zone: str
    ) -> StatisticsOut:
        """Count in one snapshot, with four statements whatever the range."""
        now = self._clock.now()
        days = _days(since, until, zone, now)
        bounds = [timedelta(seconds=seconds) for seconds in BOUNDS_SECONDS]
        async with self._store.reading(principal.workspace_id) as work:
            counts = await work.statistics.outcomes(days)
            backlog = await work.statistics.backlog(now=now)
            late = await work.statistics.lateness(days, bounds=bounds)
        return StatisticsOut(
            zone=zone,
            since=days[0].date,
            until=days[-1].date,
            total=_outcomes(counts),
            days=[
                _day_out(day, [one for one in counts if one.day == day.date], late.get(day.date))
                for day in days
            ],
            now=_backlog_out(backlog, now),
            lateness=_lateness_out(late.values()),
        )


def _days(since: date | None, until: date | None, zone: str, now: datetime) -> list[Day]:
    place = zone_named(zone, field="/zone")
    try:
        last = until or max(now.astimezone(place).date(), since or date.min)
        first = since or last - timedelta(days=USUAL_DAYS - 1)
        _demand_fitting_range(first, last)
        return days_between(first, last, place)
    except OverflowError:
        raise InvalidRequest(
            Problem("/since", "The calendar has no such days.", "Choose days between 1970 and 9000.")
        ) from None


def _demand_fitting_range(first: date, last: date) -> None:
    if first > last:
        raise InvalidRequest(
            Problem("/until", f"{last} is before {first}.", "Put the earlier day in `since`.")
        )
    if (last - first).days >= MOST_DAYS:
        detail = f"From {first} to {last} are {(last - first).days + 1:,} days."
        raise InvalidRequest(Problem("/since", detail, "Ask for fewer days at once.", f"{MOST_DAYS} days"))


def _day_out(day: Day, counts: Sequence[OutcomeCount], late: Lateness | None) -> DayOut:
    channels = [
        ChannelDayOut(
            channel=channel, **_outcomes(one for one in counts if one.channel == channel).model_dump()
        )
        for channel in sorted({one.channel for one in counts})
    ]
    lateness = _lateness_out(() if late is None else (late,))
    return DayOut(day=day.date, starts_at=day.start, channels=channels, lateness=lateness)


def _outcomes(counts: Iterable[OutcomeCount]) -> OutcomesOut:
    sums: dict[str, int] = {}
    for one in counts:
        name = "arrived" if one.outcome == "published" else one.outcome.value
        sums[name] = sums.get(name, 0) + one.count
    return OutcomesOut(**sums)


def _backlog_out(backlog: Backlog, now: datetime) -> BacklogOut:
    return BacklogOut(
        at=now,
        due=backlog.due,
        overdue=backlog.overdue,
        waiting=backlog.waiting,
        asks_person=backlog.asks_person,
    )


def _lateness_out(days: Collection[Lateness]) -> LatenessOut:
    """Add up the lateness of *days*."""
    buckets = [
        LatenessBucketOut(up_to_seconds=bound, count=sum(day.counts[place] for day in days))
        for place, bound in enumerate((*BOUNDS_SECONDS, None))
    ]
    longest = max((day.longest.total_seconds() for day in days), default=None)
    published = sum(bucket.count for bucket in buckets)
    return LatenessOut(published=published, longest_seconds=longest, buckets=buckets)
