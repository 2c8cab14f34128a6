"""ReleaseDueService: step 2 of the walk. Claims what is due and hands it on."""

from collections.abc import Callable
from datetime import datetime, timedelta

from omnichannel.application.measuring import Measurements
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.events import DeliveriesDue


def _nobody() -> frozenset[str]:
    return frozenset()


class ReleaseDueService:
    """
    Claims due deliveries and announces them with all that a worker needs.

    Where worker and store share a process, as here, the claim is the start of the attempt. Whoever
    calls it asks for no more than the worker has free slots, so that a crash leaves at most twice as
    many deliveries whose outcome must be looked for: those that are sent, and those that are settled.

    Args:
        crowded: gives the channels that have their share of the slots at present.
    """

    def __init__(
        self,
        store: Store,
        channels: Channels,
        publisher: EventPublisher,
        clock: Clock,
        *,
        lease: timedelta,
        measured: Measurements | None = None,
        crowded: Callable[[], frozenset[str]] = _nobody,
    ) -> None:
        self._store, self._publisher, self._clock = store, publisher, clock
        self._lease, self._channels, self._measured = lease, channels, measured or Measurements()
        self._crowded = crowded

    def holds_back(self) -> bool:
        """Whether something that is due waits for others of its channel."""
        return bool(self._crowded())

    async def release(self, limit: int) -> int:
        """Claim up to *limit* due deliveries and announce them; gives how many there were."""
        async with self._store.unit_of_work() as work:
            claims = await work.deliveries.claim_due(
                now=self._clock.now(),
                limit=limit,
                lease=self._lease,
                rules=self._channels.lane_rules(),
                passing_over=self._passed_over(),
            )
            await work.commit()
        if claims:
            self._measured.claims(claims, self._clock.now())
            await self._publisher.announce(DeliveriesDue(tuple(claims)))
        return len(claims)

    async def next_due(self) -> datetime | None:
        """Give the moment at which the next delivery is due; None where nothing waits."""
        async with self._store.reading() as work:
            return await work.deliveries.next_due(passing_over=self._passed_over())

    def _passed_over(self) -> frozenset[str]:
        return self._channels.disabled() | self._crowded()
