"""CancelMessageService: calls a message off, as far as nothing was sent."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from omnichannel.application.dtos.messages import MessageOut
from omnichannel.application.dtos.outgoing import message_out
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.audit import deed
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.errors import NotAllowedNow, NotFound
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.rights import Principal


class CancelMessageService:
    """Cancels; see `CancelMessageUseCase`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def cancel(self, principal: Principal, id: UUID) -> MessageOut:
        """Cancel what can be; the message is `cancelled` only where nothing of it went out."""
        now = self._clock.now()
        async with self._store.unit_of_work(principal.workspace_id) as work:
            message = await work.messages.get_by_id(id)
            if message is None:
                raise NotFound("message", id)
            if message.editorial is not Editorial.CANCELLED:
                message = await self._cancel(work, message, principal, now)
            deliveries = await work.deliveries.of_messages([id])
        return message_out(MessageSummary.of(message, deliveries))

    async def _cancel(
        self, work: UnitOfWork, message: Message, principal: Principal, now: datetime
    ) -> Message:
        cancelled = await work.deliveries.cancel(message.id, now=now)
        left = await work.deliveries.of_messages([message.id])
        if not cancelled and left:
            raise NotAllowedNow(
                "cancel the message",
                state="on its way or published",
                fix="See its deliveries for what became of each.",
            )
        message = _after(message, left, now)
        await work.messages.save(message)
        detail = f"{cancelled} deliveries"
        await work.audit.add([deed(principal, "message.cancelled", message.id, now, detail=detail)])
        await work.commit()
        return message


def _after(message: Message, left: list[ChannelDelivery], now: datetime) -> Message:
    nothing_went_out = all(one.state is DeliveryState.CANCELLED for one in left)
    editorial = Editorial.CANCELLED if nothing_went_out else message.editorial
    return replace(message, editorial=editorial, version=message.version + 1, updated_at=now)
