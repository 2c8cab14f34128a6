"""What will end by itself: a platform's API version, an account's sign-in. Told before it happens."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

EndingKind = Literal["remote_version", "sign_in"]


class Urgency(StrEnum):
    """How near an end is."""

    NOTICE = "notice"
    WARNING = "warning"
    URGENT = "urgent"
    ENDED = "ended"


NEAR = (
    (timedelta(), Urgency.ENDED),
    (timedelta(days=7), Urgency.URGENT),
    (timedelta(days=30), Urgency.WARNING),
    (timedelta(days=90), Urgency.NOTICE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """
    Something that ends.

    Attributes:
        subject: what ends, as people call it: a channel's label, an account's name.
        version: the platform's API version; None for a sign-in.
        ends_at: the first instant at which it no longer holds.
        planned_after: how many deliveries are planned after that.
        problem: why a sign-in that is renewed by itself could not be so far; None: it is not, or was.
    """

    kind: EndingKind
    channel: str
    subject: str
    ends_at: datetime
    version: str | None = None
    planned_after: int = 0
    problem: str | None = None

    def urgency(self, now: datetime) -> Urgency | None:
        """
        Say how near the end is; None where nobody needs to know yet.

        A version is told 90, 30 and 7 days before its end. A sign-in lasts some weeks by nature: it is
        told a week before its end, or as soon as a post is planned that comes after it.
        """
        near = urgency_of(self.ends_at, now)
        if self.kind == "remote_version" or near in (Urgency.URGENT, Urgency.ENDED):
            return near
        return (near or Urgency.NOTICE) if self.planned_after else None

    def told(self, now: datetime) -> str:
        """Tell it in words: what ends, when, how many posts come after it."""
        return f"{self.headline(now)} {self._planned()}"

    def headline(self, now: datetime) -> str:
        """Tell what ends and when."""
        day = self.ends_at.astimezone(UTC)
        verb = "ended" if self.ends_at <= now else "ends"
        when = f"{verb} on {day.day} {day:%B %Y}{_in_days(self.ends_at - now)}"
        if self.kind == "sign_in":
            return f"The sign-in for {self.subject} {when}."
        return f"Version {self.version} of {self.subject}'s API {when}."

    def fix(self) -> str:
        """Say what to do."""
        if self.kind == "sign_in":
            again = f"Connect {self.subject} again before that; nothing is lost by it."
            return again if self.problem is None else f"It could not be renewed: {self.problem} {again}"
        return f"Install a version of the plugin {self.channel} that speaks a newer one."

    def _planned(self) -> str:
        if self.planned_after == 0:
            return "No post is planned after it."
        posts = "1 post is" if self.planned_after == 1 else f"{self.planned_after:,} posts are"
        return f"{posts} planned after it."


def end_of_version(channel: str, label: str, *, version: str, last_day: date) -> Ending:
    """Give the end of a platform's API version whose *last_day*, in UTC, is announced."""
    ends_at = datetime.combine(last_day + timedelta(days=1), time(), UTC)
    return Ending(kind="remote_version", channel=channel, subject=label, version=version, ends_at=ends_at)


def urgency_of(ends_at: datetime, now: datetime) -> Urgency | None:
    """Say how near *ends_at* is; None where it is more than 90 days away."""
    return next((urgency for within, urgency in NEAR if ends_at - now <= within), None)


def _in_days(left: timedelta) -> str:
    if left <= timedelta():
        return ""
    return ", in less than a day" if left.days < 1 else f", in {left.days} day{'' if left.days == 1 else 's'}"
