"""Tells what was settled: counted here, announced to the runtime, shown to observers."""

from collections.abc import Collection, Sequence
from uuid import UUID

from omnichannel.application.measuring import Measurements
from omnichannel.application.observing import Observers, announced
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.domain.events import DeliveriesSettled, MessagesScheduled, SignInsExpired
from omnichannel.domain.settlement import Settlement


class SettlementNews:
    """What follows in memory from settlements that were written, by outcomes and by receipts alike."""

    def __init__(
        self,
        publisher: EventPublisher,
        clock: Clock,
        observers: Observers,
        measured: Measurements | None = None,
    ) -> None:
        self._publisher, self._clock, self._observers = publisher, clock, observers
        self._measured = measured or Measurements()

    async def tell(self, settlements: Sequence[Settlement], changed: Collection[UUID]) -> None:
        """Tell of *settlements*; only those of *changed* changed their delivery."""
        self._measured.settlements(settlements, changed)
        told = [one for one in settlements if one.delivery_id in changed]
        if not told:
            return
        states = {one.delivery_id: one.state for one in told}
        await announced(self._publisher, DeliveriesSettled(states, any(one.lets_next_go for one in told)))
        if any(one.sequel.hands_on for one in told):
            await announced(self._publisher, MessagesScheduled((), self._clock.now()))
        await self._observers.deliveries_settled(states)
        if expired := {one.account_id for one in told if one.renews}:
            await announced(self._publisher, SignInsExpired(frozenset(expired)))
