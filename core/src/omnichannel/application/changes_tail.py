"""The tail of the feed of changes: one look at the store for everybody who waits for news."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.errors import TooManyListeners

MOST_LISTENERS = 100
LOOKS_EVERY_SECONDS = 0.5
RESTS_SECONDS = 0.1
"""How long it rests at least, so that a busy store is not read once for every commit."""
_log = logging.getLogger("omnichannel.changes")


class Listener:
    """Somebody who waits for news."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Tell that there may be something new."""
        self._woken.set()

    async def news(self, seconds: float) -> bool:
        """Wait until there may be something new; False where *seconds* have passed without."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return False
        self._woken.clear()
        return True


class ChangesTail:
    """
    Looks at the end of the feed, twice a second and only while somebody listens, and wakes all of them.

    Whoever is woken reads the feed from its own place. To be woken in vain does no harm.

    Args:
        most: listeners at once.
    """

    def __init__(
        self, store: Store, *, most: int = MOST_LISTENERS, every_seconds: float = LOOKS_EVERY_SECONDS
    ) -> None:
        self._store, self._most, self._every = store, most, every_seconds
        self._listeners: set[Listener] = set()
        self._nudged = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self.is_closed = False

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """
        Listen while the context is open.

        Raises:
            TooManyListeners: all places are taken.
        """
        if len(self._listeners) >= self._most:
            raise TooManyListeners(self._most)
        listener = Listener()
        self._listeners.add(listener)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners:
                self._nudged.set()

    async def nudge(self, _: object = None) -> None:
        """Look at once: something was committed here."""
        self._nudged.set()

    def close(self) -> None:
        """Let everybody go: the server stops."""
        self.is_closed = True
        self._wake()
        self._nudged.set()

    async def _look(self) -> None:
        """The first look wakes too: something may have come before it, unseen by who listens."""
        seen: int | None = None
        try:
            while self._listeners and not self.is_closed:
                self._nudged.clear()
                last = await self._last()
                if last is not None and last != seen:
                    seen = last
                    self._wake()
                await self._rest()
        finally:
            self._looking = None

    async def _last(self) -> int | None:
        try:
            async with self._store.reading() as work:
                return (await work.changes.bounds()).last
        except Exception:  # whatever it is, it may pass, and nobody misses anything meanwhile
            _log.exception("The feed of changes could not be looked at; trying again.")
            return None

    async def _rest(self) -> None:
        await asyncio.sleep(min(RESTS_SECONDS, self._every))
        try:
            async with asyncio.timeout(self._every):
                await self._nudged.wait()
        except TimeoutError:
            return

    def _wake(self) -> None:
        for listener in self._listeners:
            listener.wake()
