"""ForgetAnswersService: idempotency keys may be used again after a day."""

from datetime import timedelta

from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store

KEPT = timedelta(hours=24)


class ForgetAnswersService:
    """Drops the stored answers to requests that are older than 24 hours."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def forget(self) -> int:
        """Drop them; gives how many there were."""
        async with self._store.unit_of_work() as work:
            forgotten = await work.idempotency.forget(before=self._clock.now() - KEPT)
            await work.commit()
        return forgotten
