"""
Times as people mean them: a wall clock in a zone, and the instant it stands for.

Both are kept. "Tuesday at nine in Berlin" stays nine when a government moves its clocks; the instant
is what the store compares. Rules for the two days a year on which a wall clock lies (RFC 5545,
section 3.3.5): a time that is skipped moves forward by the gap, a time that happens twice is the first.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from omnichannel.domain.errors import InvalidRequest, Problem


class Fold(StrEnum):
    """What the wall clock did at that time."""

    NONE = "none"
    GAP = "gap"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class WallTime:
    """
    A wall time, its zone and the instant they meant when it was set.

    Attributes:
        local: naive; what the person typed, even where the clock skips it.
        zone: an IANA name ("Europe/Berlin").
        instant: aware, UTC.
        fold: whether the daylight-saving policy had to decide.
    """

    local: datetime
    zone: str
    instant: datetime
    fold: Fold = Fold.NONE


def resolve(local: datetime, zone: str) -> WallTime:
    """
    Find the instant that *local* means in *zone*.

    Raises:
        InvalidRequest: the zone is not in the IANA database, or *local* carries an offset.
    """
    if local.tzinfo is not None:
        raise InvalidRequest(
            Problem("/publish/local", f"{local.isoformat()} carries an offset.", "Send a time without one.")
        )
    tz = zone_named(zone, field="/publish/zone")
    earlier, later = local.replace(tzinfo=tz, fold=0), local.replace(tzinfo=tz, fold=1)
    fold = _fold(earlier, later)
    instant = earlier.astimezone(UTC)
    return WallTime(local, zone, instant, fold)


def at_instant(instant: datetime, zone: str = "UTC") -> WallTime:
    """Give the wall time that *instant* (aware) is in *zone*."""
    local = instant.astimezone(zone_named(zone, field="/publish/zone")).replace(tzinfo=None, fold=0)
    return WallTime(local, zone, instant.astimezone(UTC))


def _fold(earlier: datetime, later: datetime) -> Fold:
    if earlier.utcoffset() == later.utcoffset():
        return Fold.NONE
    before = earlier.utcoffset() or timedelta()
    after = later.utcoffset() or timedelta()
    return Fold.GAP if before < after else Fold.OVERLAP


def zone_named(zone: str, *, field: str) -> ZoneInfo:
    """
    Give the time zone of that name.

    Raises:
        InvalidRequest: it is not in the IANA database; the problem is told of *field*.
    """
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fix = 'Use an IANA name, such as "Europe/Berlin".'
        raise InvalidRequest(Problem(field, f"{zone[:80]!r} is no time zone.", fix)) from None
