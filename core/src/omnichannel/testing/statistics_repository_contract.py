"""What counts over many deliveries promise, whatever the store."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from omnichannel.application.ports.outbound.statistics_repository import Backlog, Lateness, OutcomeCount
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.days import Day, days_between
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.walltime import at_instant
from omnichannel.testing.repository_samples import (
    ELSEWHERE,
    HERE,
    NOW,
    SECOND,
    a_delivery,
    a_message,
    an_account,
    keep,
)

BERLIN = ZoneInfo("Europe/Berlin")
BOUNDS = [timedelta(seconds=seconds) for seconds in (1, 5)]


class Counts:
    """`StatisticsRepository`."""

    async def test_outcomes_are_counted_by_day_and_channel(self, store: Store) -> None:
        """What arrived counts when it was published, the rest when it ended, in the days of the zone."""
        letters, postcards = an_account(), an_account(channel="postcards")
        message = a_message()
        days = days_between(datetime(2031, 3, 29).date(), datetime(2031, 3, 31).date(), BERLIN)
        last_second, first = days[1].end - timedelta(microseconds=1), days[1].start
        facts: list[dict[str, Any]] = [
            {"state": S.PUBLISHED, "published_at": first},
            {"state": S.READ, "published_at": last_second, "updated_at": NOW},
            {"state": S.FAILED, "published_at": days[0].start, "updated_at": days[2].start},
            {"state": S.SKIPPED, "updated_at": first},
            {"state": S.PUBLISHED, "published_at": days[2].end},
            {"state": S.WAITING, "updated_at": first},
        ]
        posts = [a_delivery(message, letters, **{"due_at": None, **each}) for each in facts]
        card = a_delivery(message, postcards, state=S.DELIVERED, published_at=first, due_at=None)
        await keep(store, letters, postcards, message, *posts, card)

        async with store.reading(HERE) as uow:
            found = await uow.statistics.outcomes(days)
        async with store.reading(ELSEWHERE) as uow:
            assert [] == await uow.statistics.outcomes(days)

        second, third = days[1].date, days[2].date
        assert {
            OutcomeCount(second, "letters", S.PUBLISHED, 2),
            OutcomeCount(second, "postcards", S.PUBLISHED, 1),
            OutcomeCount(second, "letters", S.SKIPPED, 1),
            OutcomeCount(third, "letters", S.FAILED, 1),
        } == set(found)
        assert 4 == len(found)

    async def test_the_backlog_is_what_waits_now(self, store: Store) -> None:
        """Due is what nobody began with though its time came; what runs under a lease is not due."""
        account, message = an_account(), a_message()
        late = NOW - timedelta(minutes=2)
        facts: list[dict[str, Any]] = [
            {"state": S.SCHEDULED, "due_at": NOW},
            {"state": S.WAITING, "due_at": late},
            {"state": S.WAITING, "due_at": NOW + SECOND},
            {"state": S.WAITING, "due_at": None},
            {"state": S.PUBLISHING, "due_at": late},
            {"state": S.UNKNOWN, "due_at": late},
            {"state": S.UNKNOWN, "due_at": None},
        ]
        await keep(store, account, message, *(a_delivery(message, account, **each) for each in facts))

        async with store.reading(HERE) as uow:
            here = await uow.statistics.backlog(now=NOW)
        async with store.reading(ELSEWHERE) as uow:
            there = await uow.statistics.backlog(now=NOW)

        assert Backlog(due=2, overdue=1, waiting=3, asks_person=1) == here
        assert Backlog(0, 0, 0, 0) == there

    async def test_lateness_is_from_the_plan_to_the_publication(self, store: Store) -> None:
        """Day by day; a message without a plan counts from its acceptance, and what was early is not late."""
        account = an_account()
        planned, accepted = a_message(schedule=at_instant(NOW)), a_message(schedule=None, created_at=NOW)
        early, late = NOW - SECOND, NOW + timedelta(seconds=7.5)
        published = [(planned, early), (planned, NOW + SECOND), (accepted, NOW + 5 * SECOND), (planned, late)]
        posts = [
            a_delivery(message, account, state=S.PUBLISHED, due_at=None, published_at=at)
            for message, at in [*published, (planned, NOW + timedelta(days=1))]
        ]
        await keep(store, account, planned, accepted, *posts)

        first, middle, last = (date(2000, 1, number) for number in (1, 2, 3))
        days = [
            Day(first, early, NOW + timedelta(days=1)),
            Day(middle, NOW + timedelta(days=1), NOW + timedelta(days=1) + SECOND),
            Day(last, NOW + timedelta(days=1) + SECOND, NOW + timedelta(days=2)),
        ]
        async with store.reading(HERE) as uow:
            found = await uow.statistics.lateness(days, bounds=BOUNDS)
        async with store.reading(ELSEWHERE) as uow:
            theirs = await uow.statistics.lateness(days, bounds=BOUNDS)

        assert {
            first: Lateness((2, 1, 1), timedelta(seconds=7.5)),
            middle: Lateness((0, 0, 1), timedelta(days=1)),
        } == found
        assert {} == theirs
