"""Times as people read them, always with their zone; and as they type them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from omnichannel.presentation.cli.failures import CommandFailed

if TYPE_CHECKING:
    from omnichannel.application.dtos.messages import ScheduleOut

EXAMPLE = '--at "2026-12-24 09:00" --zone Europe/Berlin'


def at_from(given: str, zone: str | None) -> datetime | tuple[datetime, str]:
    """
    Read what somebody typed as a time.

    Raises:
        CommandFailed: it is no time, or nobody said in which zone.
    """
    try:
        at = datetime.fromisoformat(given.strip())
    except ValueError:
        raise CommandFailed(f"--at {given!r} is no date and time", hint=f"write it as {EXAMPLE}") from None
    if at.tzinfo is not None and zone is not None:
        raise CommandFailed("--at has an offset and --zone stands beside it", hint="give one of the two")
    if at.tzinfo is not None:
        return at
    named = zone or zone_here()
    if named is None:
        raise CommandFailed("nobody said in which zone --at is", hint=f"name it: {EXAMPLE}")
    return at, named


def moment_from(given: str | None) -> datetime | None:
    """Read what somebody typed as a moment, in the zone of this machine. Raises as `at_from`."""
    if given is None:
        return None
    at = at_from(given, None)
    return at if isinstance(at, datetime) else at[0].replace(tzinfo=ZoneInfo(at[1]))


def zone_here() -> str | None:
    """Give the IANA name of this machine's zone; None where it has no name."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if named:
        return named if is_zone(named) else None
    _, found, name = os.path.realpath("/etc/localtime").partition("/zoneinfo/")
    return name.removeprefix("Etc/") if found and is_zone(name.removeprefix("Etc/")) else None


def is_zone(name: str) -> bool:
    """Say whether *name* is in the IANA database."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def scheduled_at(schedule: ScheduleOut) -> str:
    """Tell when a message goes out: what the wall clock shows then, its zone, and UTC."""
    local, instant = wall_time(schedule), schedule.instant.astimezone(UTC)
    told = f"{day(local)} {local:%H:%M} {schedule.zone}"
    if schedule.zone in ("UTC", "Etc/UTC"):
        return told
    same_day = instant.date() == local.date()
    return f"{told} ({instant:%H:%M} UTC)" if same_day else f"{told} ({day(instant)} {instant:%H:%M} UTC)"


def wall_time(schedule: ScheduleOut) -> datetime:
    """Give what the wall clock shows when a message goes out: later than was meant where it skips that."""
    if schedule.fold != "gap":
        return schedule.local
    return in_zone(schedule.instant, schedule.zone).replace(tzinfo=None)


def short_time(moment: datetime, zone: str | None) -> str:
    """Tell a moment in few letters: "24 Nov 09:00"."""
    there = in_zone(moment, zone)
    return f"{there.day} {there:%b %H:%M}"


def full_time(moment: datetime, zone: str | None) -> str:
    """Tell a moment with its day and zone: "Tue 24 Nov 2026 09:00 Europe/Berlin"."""
    there = in_zone(moment, zone)
    return f"{day(there)} {there:%H:%M} {zone or 'UTC'}"


def clock(moment: datetime, zone: str | None) -> str:
    """Tell the time of day of a moment, to the second."""
    return f"{in_zone(moment, zone):%H:%M:%S}"


def in_zone(moment: datetime, zone: str | None) -> datetime:
    """Give a moment on the clock of *zone*; UTC where there is none."""
    return moment.astimezone(ZoneInfo(zone) if zone and is_zone(zone) else UTC)


def day(moment: datetime) -> str:
    """Tell the day of a moment: "Tue 24 Nov 2026"."""
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def span(seconds: float) -> str:
    """Tell a length of time: "0.4 s", "41 s", "3 min 20 s"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
