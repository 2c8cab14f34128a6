"""Moments and addresses as people read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

HIDDEN = "•••"
SHOWN_ENDS = 4


def told(moment: datetime, *, zone: str) -> str:
    """Tell a moment on the clock of *zone*: "24 November 2026, 09:04:10 (Europe/Berlin)"."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{there.day} {there:%B %Y, %H:%M:%S} ({zone})"


def masked(address: str) -> str:
    """
    Tell an address so that its owner knows it and nobody learns it.

    The name before an "@" keeps its first letter; anything else its beginning and its last four.
    """
    name, at, host = address.rpartition("@")
    if at:
        return f"{name[:1]}{HIDDEN}@{host}"
    if len(address) < 2 * SHOWN_ENDS:
        return f"{address[:1]}{HIDDEN}"
    return f"{address[:SHOWN_ENDS]} {HIDDEN} {address[-SHOWN_ENDS:]}"
