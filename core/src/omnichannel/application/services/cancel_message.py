"""CancelMessageService: calls a message off, as far as nothing was sent."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from omnichannel.application.dtos.messages import MessageOut
from omnichannel.application.dtos.outgoing import message_out
from omnichannel.application.knowing import with_fan_outs
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.audit import deed
from omnichannel.domain.delivery_state import LEFT_OUT
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
            return message_out(replace(await _summary(work, id), message=message))

    async def _cancel(
        self, work: UnitOfWork, message: Message, principal: Principal, now: datetime
    ) -> Message:
        cancelled = await work.deliveries.cancel(message.id, now=now)
        stopped = await work.fan_outs.stop(message.id) if message.has_lists else 0
        left = await _summary(work, message.id)
        if not cancelled and not stopped and not left.counts.keys() <= LEFT_OUT:
            raise NotAllowedNow(
                "cancel the message",
                because="it is on its way or published",
                fix="See its deliveries for what became of each.",
            )
        message = _after(message, left, now)
        await work.messages.save(message)
        detail = f"{cancelled} deliveries"
        await work.audit.add([deed(principal, "message.cancelled", message.id, now, detail=detail)])
        await work.commit()
        return message


async def _summary(work: UnitOfWork, id: UUID) -> MessageSummary:
    found = await work.messages.get_summary(id)
    if found is None:
        raise NotFound("message", id)
    return (await with_fan_outs(work, [found]))[0]


def _after(message: Message, left: MessageSummary, now: datetime) -> Message:
    editorial = Editorial.CANCELLED if left.counts.keys() <= LEFT_OUT else message.editorial
    return replace(message, editorial=editorial, version=message.version + 1, updated_at=now)
