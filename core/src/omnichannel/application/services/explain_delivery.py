"""ExplainDeliveryService: why is this not published yet?"""

from uuid import UUID

from omnichannel.application.dtos.explanations import ExplanationOut, NextStepOut, YouCanOut
from omnichannel.application.dtos.outgoing import attempt_out
from omnichannel.application.explaining.explain import explain
from omnichannel.application.explaining.quoting import platform_said
from omnichannel.application.explaining.situation import ChannelStanding, Situation, Step
from omnichannel.application.explaining.telling import masked
from omnichannel.application.ports.outbound.channels import Channels, label_of
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.errors import ChannelClosed, ChannelDisabled, NotFound
from omnichannel.domain.lane import FREE
from omnichannel.domain.message import Message
from omnichannel.domain.rights import Principal
from omnichannel.domain.walltime import zone_named


class ExplainDeliveryService:
    """Explains; see `ExplainDeliveryUseCase`."""

    def __init__(self, store: Store, channels: Channels, clock: Clock) -> None:
        self._store, self._channels, self._clock = store, channels, clock

    async def explain(self, principal: Principal, id: UUID, *, zone: str | None) -> ExplanationOut:
        """Read all of it in one snapshot, and put it into words."""
        if zone is not None:
            zone_named(zone, field="/zone")
        async with self._store.reading(principal.workspace_id) as work:
            situation, attempt = await self._read(work, id, zone)
        return _explanation_out(situation, attempt)

    async def _read(self, work: UnitOfWork, id: UUID, zone: str | None) -> tuple[Situation, Attempt | None]:
        delivery = await work.deliveries.get_by_id(id)
        if delivery is None:
            raise NotFound("delivery", id)
        message = await work.messages.get_by_id(delivery.message_id)
        accounts = await work.accounts.get_many([delivery.account_id])
        attempts = await work.deliveries.attempts_of([id])
        lane = await work.deliveries.lane(delivery.account_id)
        line = await work.deliveries.line_of(id)
        surge = self._channels.lane_rules().get(delivery.channel, FREE).surge
        if message is None or delivery.account_id not in accounts:
            raise NotFound("delivery", id)
        chain = [] if delivery.chain_id is None else await work.deliveries.of_chains([delivery.chain_id])
        label, standing = self._channel(delivery)
        situation = Situation(
            delivery=delivery,
            message=message,
            account=accounts[delivery.account_id],
            lane=lane,
            line=line,
            spacing=None if surge is None else surge.spacing,
            label=label,
            standing=standing,
            now=self._clock.now(),
            zone=zone or _zone_of(message),
            chain=tuple(Step(one, label_of(self._channels, one.channel)) for one in chain),
        )
        return situation, attempts[-1] if attempts else None

    def _channel(self, delivery: ChannelDelivery) -> tuple[str, ChannelStanding]:
        label = label_of(self._channels, delivery.channel)
        try:
            self._channels.open(delivery.channel)
        except ChannelDisabled:
            return label, "disabled"
        except ChannelClosed:
            return label, "closed"
        return label, "open"


def _zone_of(message: Message) -> str:
    return message.schedule.zone if message.schedule else "UTC"


def _explanation_out(situation: Situation, attempt: Attempt | None) -> ExplanationOut:
    delivery, said = situation.delivery, explain(situation)
    return ExplanationOut(
        delivery_id=delivery.id,
        message_id=delivery.message_id,
        channel=delivery.channel,
        account=situation.account.name,
        recipient=masked(delivery.address) if delivery.address else None,
        state=delivery.state.value,
        zone=situation.zone,
        headline=said.headline,
        meaning=said.meaning,
        next_steps=[NextStepOut(what=one.what, at=one.at) for one in said.steps],
        you_can=[YouCanOut(deed=one.deed, what=one.what) for one in said.deeds],
        platform_said=platform_said(situation, attempt),
        last_attempt=attempt and attempt_out(attempt),
    )
