"""GetMessageService: a message with its first deliveries and every attempt of them."""

from uuid import UUID

from omnichannel.application.dtos.messages import MOST_DELIVERIES_INSIDE, MOST_FALLBACKS, MessageDetailOut
from omnichannel.application.dtos.outgoing import message_detail_out
from omnichannel.application.knowing import accounts_waited_for, with_fan_outs
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
            found = await work.messages.get_summary(id)
            if found is None:
                raise NotFound("message", id)
            (summary,) = await with_fan_outs(work, [found])
            # the last chain whole: by which of its ways a message arrived is told with each of them
            deliveries = await work.deliveries.first_of(id, limit=MOST_DELIVERIES_INSIDE + MOST_FALLBACKS)
            attempts = await work.deliveries.attempts_of([one.id for one in deliveries])
            accounts = await accounts_waited_for(work, deliveries)
        return message_detail_out(summary, deliveries, attempts, accounts=accounts)
