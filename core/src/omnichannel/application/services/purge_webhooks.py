"""PurgeWebhooksService: what programs were told is kept as long as the feed of changes."""

from datetime import timedelta

from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store

MOST_AT_ONCE = 2_000
"""Events dropped in one commit; others write between two of them."""


class PurgeWebhooksService:
    """Drops events that are older than *kept* and have arrived, or were given up."""

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
            dropped = await work.webhooks.forget(before=before, limit=MOST_AT_ONCE)
            await work.commit()
        return dropped
