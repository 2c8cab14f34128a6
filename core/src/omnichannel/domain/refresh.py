"""When a sign-in is renewed: well before its end, and after a pause where nobody knows what came of it."""

import random
from datetime import datetime, timedelta

SPREAD = 0.05
"""How far the moment strays from three quarters of the life: accounts of one day are not renewed at once."""
MARGIN = timedelta(days=1)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
TELL_AFTER = 3
"""After so many tries in a row without a new sign-in, people are told."""


def refresh_time(expires_at: datetime | None, *, now: datetime, chance: random.Random) -> datetime | None:
    """
    Say when to renew a sign-in that is good from *now* until *expires_at*.

    At 70 to 80 % of its life, drawn evenly; where it lives two days or more, never later than a day
    before its end. None where no end is known, or where it is past: then a refused post tells.
    """
    if expires_at is None or expires_at <= now:
        return None
    life = expires_at - now
    planned = now + life * (0.75 + SPREAD * (2 * chance.random() - 1))
    return min(planned, expires_at - MARGIN) if life >= 2 * MARGIN else planned


def refresh_pause(failures: int, *, chance: random.Random) -> timedelta:
    """
    Draw how long to leave a platform alone that did not renew a sign-in.

    The bound doubles from 5 seconds up to an hour, and the pause is drawn from its upper half: the same
    refresh token is used again, and a platform may need a moment to know what became of it.

    Args:
        failures: tries in a row that brought nothing; 1 or more.
    """
    bound = min(FIRST_PAUSE * (1 << min(failures - 1, 30)), LONGEST_PAUSE)
    return bound * (0.5 + chance.random() / 2)
