"""The ledger: every arrival is counted, the newest ones are kept."""

from collections import deque
from collections.abc import Callable, Iterator

from omnichannel_sandbox.arrivals import PLATFORMS, Arrival, Platform

KEPT_ARRIVALS = 20_000


class Ledger:
    """
    Keep the newest arrivals in order and count all of them.

    Adding and looking up take constant time; reading what is new takes time in proportion to what is new.

    Args:
        kept: how many arrivals are kept; older ones are handed to *dropped*.
        dropped: called with each arrival that leaves the ledger.
    """

    def __init__(self, *, kept: int = KEPT_ARRIVALS, dropped: Callable[[Arrival], None]) -> None:
        self._kept = kept
        self._dropped = dropped
        self._arrivals: dict[int, Arrival] = {}
        self._by_external_id: dict[tuple[Platform, str], int] = {}
        self._copies: dict[tuple[object, ...], deque[int]] = {}
        self._changes: deque[tuple[int, int]] = deque(maxlen=kept)
        self.revision = 0
        self.last = 0
        self.accepted: dict[Platform, int] = dict.fromkeys(PLATFORMS, 0)

    def add(self, arrival: Arrival) -> Arrival:
        """Number *arrival*, count it and keep it; the oldest one may leave for it."""
        self.last += 1
        arrival.n = self.last
        self.accepted[arrival.platform] += 1
        self._arrivals[arrival.n] = arrival
        self._by_external_id[arrival.platform, arrival.external_id] = arrival.n
        self._count_copy(arrival)
        self._changed(arrival.n)
        if len(self._arrivals) > self._kept:
            self._drop(next(iter(self._arrivals)))
        return arrival

    def get(self, n: int) -> Arrival | None:
        """Return arrival number *n* while it is kept."""
        return self._arrivals.get(n)

    def find(self, platform: Platform, external_id: str) -> Arrival | None:
        """Return the newest arrival of *platform* that has this id."""
        return self._arrivals.get(self._by_external_id.get((platform, external_id), 0))

    def after(self, n: int, *, platform: Platform | None = None) -> Iterator[Arrival]:
        """Yield the kept arrivals with a number above *n*, oldest first."""
        first = next(iter(self._arrivals), self.last + 1)
        for number in range(max(n + 1, first), self.last + 1):
            arrival = self._arrivals[number]
            if platform is None or arrival.platform == platform:
                yield arrival

    def newest(self, platform: Platform, *, limit: int) -> list[Arrival]:
        """Return up to *limit* arrivals of *platform*, newest first."""
        found: list[Arrival] = []
        for arrival in reversed(self._arrivals.values()):
            if len(found) == limit:
                break
            if arrival.platform == platform:
                found.append(arrival)
        return found

    def changed_since(self, revision: int, *, limit: int) -> list[Arrival]:
        """Return up to *limit* of the arrivals that are new or differ since *revision*, oldest first."""
        numbers: dict[int, None] = {}
        for changed_in, n in reversed(self._changes):
            if changed_in <= revision or len(numbers) == limit:
                break
            numbers[n] = None
        return [self._arrivals[n] for n in sorted(numbers) if n in self._arrivals]

    def copies(self, arrival: Arrival) -> int:
        """Say how many kept arrivals are the same as *arrival*, itself included."""
        return len(self._copies.get(arrival.same, (0,)))

    def remove(self, platform: Platform, external_id: str, *, at: float) -> None:
        """Mark an arrival as deleted on its platform; one that is not kept is left out."""
        arrival = self.find(platform, external_id)
        if arrival is not None:
            arrival.removed_at = at
            self._changed(arrival.n)

    def clear(self) -> None:
        """Forget the arrivals and the counts; numbers and revisions go on, so followers notice."""
        for n in list(self._arrivals):
            self._drop(n)
        self._changes.clear()
        self.revision += 1
        self.accepted = dict.fromkeys(PLATFORMS, 0)

    def _count_copy(self, arrival: Arrival) -> None:
        copies = self._copies.setdefault(arrival.same, deque())
        copies.append(arrival.n)
        arrival.copy = len(copies)
        if arrival.copy == 2:
            self._changed(copies[0])

    def _changed(self, n: int) -> None:
        self.revision += 1
        self._changes.append((self.revision, n))

    def _drop(self, n: int) -> None:
        arrival = self._arrivals.pop(n)
        if self._by_external_id.get((arrival.platform, arrival.external_id)) == n:
            del self._by_external_id[arrival.platform, arrival.external_id]
        copies = self._copies[arrival.same]
        copies.popleft()
        if not copies:
            del self._copies[arrival.same]
        self._dropped(arrival)
