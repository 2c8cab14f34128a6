"""PurgeChangesService: the feed of changes reaches back some days, and no further."""

from datetime import timedelta

from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store

MOST_AT_ONCE = 20_000
"""Changes dropped in one commit; others write between two of them."""


class PurgeChangesService:
    """
    Drops changes that are older than *kept*.

    Whoever asks for them later is told so, and begins anew.
    """

    def __init__(self, store: Store, clock: Clock, *, kept: timedelta) -> None:
        self._store, self._clock, self._kept = store, clock, kept

    async def purge(self) -> int:
        """Drop them; gives how many there were."""
        forgotten = dropped = await self._drop()
        while dropped == MOST_AT_ONCE:
            dropped = await self._drop()
            forgotten += dropped
        return forgotten

    async def _drop(self) -> int:
        async with self._store.unit_of_work() as work:
            before = self._clock.now() - self._kept
            dropped = await work.changes.forget(before=before, limit=MOST_AT_ONCE)
            await work.commit()
        return dropped
