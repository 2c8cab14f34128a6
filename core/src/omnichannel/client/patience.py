"""When a request is sent again, and after how long. Nothing in here sends or sleeps."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """
    How often a request is sent, and how long the client waits in between.

    The wait doubles from *first* and is drawn between half of it and all of it, so that programs which
    fail together do not come back together. Every try of one write carries the same idempotency key.

    Attributes:
        tries: how often at most; 1 never repeats.
        longest: no wait is longer. A server that asks for more is believed, and the call fails at once.
    """

    tries: int = 4
    first: timedelta = timedelta(seconds=0.2)
    longest: timedelta = timedelta(seconds=20)
    chance: Callable[[], float] = field(default=random.random, repr=False)

    def __post_init__(self) -> None:
        if self.tries < 1:
            raise ValueError(f"tries must be 1 or more, got {self.tries}")

    def wait_after(self, tries: int, asked: timedelta | None = None) -> timedelta | None:
        """
        Say how long to wait before the next try; None: give up.

        Args:
            tries: how often the request was sent already; 1 or more.
            asked: the wait that the server asks for.
        """
        if tries >= self.tries or (asked is not None and asked > self.longest):
            return None
        whole = min(self.first * (1 << min(tries - 1, 20)), self.longest)
        wait = whole * (0.5 + self.chance() / 2)
        return wait if asked is None else max(wait, asked)
