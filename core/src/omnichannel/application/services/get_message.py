"""GetMessageService: a message with its deliveries and every attempt."""

from uuid import UUID

from omnichannel.application.dtos.messages import MessageDetailOut
from omnichannel.application.dtos.outgoing import message_detail_out
from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.errors import NotFound
from omnichannel.domain.rights import Principal


class GetMessageService:
    """Reads one message; see `GetMessageUseCase`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, principal: Principal, id: UUID) -> MessageDetailOut:
        """Give the message as it stands in one snapshot."""
        async with self._store.reading(principal.workspace_id) as work:
            message = await work.messages.get_by_id(id)
            if message is None:
                raise NotFound("message", id)
            deliveries = await work.deliveries.of_messages([id])
            attempts = await work.deliveries.attempts_of(id)
        return message_detail_out(MessageSummary.of(message, deliveries), deliveries, attempts)
