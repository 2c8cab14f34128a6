"""PurgeExpiredService: idempotency keys may be used again after a day, and sign-ins end."""

from datetime import timedelta

from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store

KEPT = timedelta(hours=24)
CONNECTIONS_KEPT = timedelta(hours=1)


class PurgeExpiredService:
    """Drops stored answers that are older than 24 hours, and sign-ins that ended an hour ago."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def purge(self) -> int:
        """Drop them; gives how many answers there were."""
        now = self._clock.now()
        async with self._store.unit_of_work() as work:
            forgotten = await work.idempotency.forget(before=now - KEPT)
            await work.connections.forget(before=now - CONNECTIONS_KEPT)
            await work.commit()
        return forgotten
