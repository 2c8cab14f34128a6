"""StatisticsRepository: counts over many deliveries, each a statement or two whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from omnichannel.domain.days import Day
from omnichannel.domain.delivery_state import DeliveryState


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """
    How many deliveries of a channel ended so on a day.

    Attributes:
        outcome: `published` stands for what arrived (published, delivered and read together); else
            failed, missed, cancelled or skipped.
    """

    day: date
    channel: str
    outcome: DeliveryState
    count: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """
    What is not finished at a moment.

    Attributes:
        due: their time has come, and nobody has begun with them.
        overdue: those of them whose time came more than a minute ago.
        waiting: will be tried again, or wait for their account.
        asks_person: wait for a person to say what became of them.
    """

    due: int
    overdue: int
    waiting: int
    asks_person: int


@dataclass(frozen=True, slots=True)
class Lateness:
    """
    How late posts were published.

    Attributes:
        counts: for each bound how many were later than the one before and not later than it; then how
            many were later than all.
        longest: the longest.
    """

    counts: tuple[int, ...]
    longest: timedelta


class StatisticsRepository(Protocol):
    """Counts deliveries."""

    async def outcomes(self, days: Sequence[Day]) -> list[OutcomeCount]:
        """
        Count what ended on each of up to 92 *days*, by channel; what did not happen is absent.

        What arrived counts on the day it was published, everything else on the day of its last change.
        """
        ...

    async def backlog(self, *, now: datetime) -> Backlog:
        """Count what is not finished."""
        ...

    async def lateness(self, days: Sequence[Day], *, bounds: Sequence[timedelta]) -> dict[date, Lateness]:
        """
        Say how late the deliveries were that were published on each of up to 92 *days*; others are absent.

        Late is the time from the planned instant of the message, or from its acceptance where it has
        none, to the publication; what was early is not late.

        Args:
            bounds: ascending.
        """
        ...
