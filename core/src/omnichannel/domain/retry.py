"""How long to leave a deferred delivery alone."""

import random
from datetime import timedelta

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_ASKED = timedelta(days=1)
MOST_ATTEMPTS = 12


def retry_wait(
    attempts: int, *, chance: random.Random, asked: timedelta | None = None, longest: timedelta = LONGEST_WAIT
) -> timedelta:
    """
    Draw the wait before the next attempt: exponential, with full jitter, and bounded.

    The bound doubles from 2 seconds (2 s, 4 s, 8 s, ...) up to *longest*, and the wait is drawn evenly
    below it. Where the platform *asked* for a wait, that is the least, and up to a tenth is added; it is
    given a day at most.
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/

    Args:
        attempts: how often the platform was asked already; 1 or more.

    Raises:
        ValueError: *attempts* is below 1.
    """
    if attempts < 1:
        raise ValueError(f"attempts must be 1 or more, got {attempts}")
    if asked is not None:
        return min(asked, LONGEST_ASKED) * (1 + chance.random() / 10)
    bound = min(FIRST_WAIT * (1 << min(attempts - 1, 30)), longest)
    return bound * chance.random()


def look_wait(
    age: timedelta,
    *,
    chance: random.Random,
    first: timedelta,
    longest: timedelta,
    asked: timedelta | None = None,
) -> timedelta:
    """
    Draw the wait before a post is looked for again: the longer it has been looked for, the longer.

    The bound is the *age* of the question, so that the moments of the looks grow exponentially; it is
    never below *first* nor above *longest*. The wait is drawn evenly from the upper three quarters of it.
    The least quarter is what bounds the number of looks, which nobody counts: within any time T after the
    first it is at most 5 + log(T / first) / log(1.25) + 4 * T / longest. What the platform *asked* for
    counts as for `retry_wait`.
    """
    if asked is not None:
        return max(retry_wait(1, chance=chance, asked=asked), first)
    bound = min(max(age, first), longest)
    return bound * (1 + 3 * chance.random()) / 4
