"""How late a post may leave: what is wanted at nine in the morning may be nonsense at noon."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from omnichannel.domain.walltime import WallTime, at_instant

TooLate = Literal["miss", "ask"]
JUST_AFTER = timedelta(microseconds=1)
"""What is in time at its deadline is too late right after it."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """
    A message's patience.

    Attributes:
        within: how long after its time an attempt may still begin; 0 or more.
        otherwise: what follows then: it is not sent ("miss"), or held until a person decides ("ask").
    """

    within: timedelta
    otherwise: TooLate = "miss"

    def deadline(self, schedule: WallTime, asked_at: datetime | None = None) -> datetime:
        """
        Give the last moment at which an attempt may begin.

        Args:
            asked_at: when a person asked for it to be sent after all; patience begins anew then.
        """
        return max(schedule.instant, asked_at or schedule.instant) + self.within

    def reason(self, schedule: WallTime, now: datetime) -> str:
        """Say why it was not sent, on the wall clock of the message."""
        planned = at_instant(schedule.instant, schedule.zone).local
        came = at_instant(now, schedule.zone).local
        day = "" if came.date() == planned.date() else f" on {_day(came)}"
        what = "not sent" if self.otherwise == "miss" else "held until you decide"
        return (
            f"This was due at {planned:%H:%M:%S} on {_day(planned)} ({schedule.zone}) and could not go out "
            f"until {came:%H:%M:%S}{day}. It was allowed to be {lasting(self.within)} late, so it was {what}."
        )


def lasting(span: timedelta) -> str:
    """Say how long something lasts, in its largest whole unit: "24 hours", "1 second"."""
    seconds = span.total_seconds()
    for size, unit in ((3600, "hour"), (60, "minute"), (1, "second")):
        count, rest = divmod(seconds, size)
        if count and not rest:
            return f"{count:.0f} {unit}{'' if count == 1 else 's'}"
    return f"{seconds:g} seconds"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
