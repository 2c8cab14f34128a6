"""ListMessagesService: messages, newest first, by pages that inserts do not move."""

from dataclasses import asdict

from omnichannel.application.cursors import cursor_from, place_from
from omnichannel.application.dtos.messages import MOST_SEARCHED, MessagePage
from omnichannel.application.dtos.outgoing import message_out
from omnichannel.application.knowing import with_fan_outs
from omnichannel.application.ports.outbound.message_repository import EVERY_MESSAGE, MessageFilter
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.rights import Principal


class ListMessagesService:
    """Lists messages; see `ListMessagesUseCase`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(
        self, principal: Principal, *, limit: int, cursor: str | None, only: MessageFilter = EVERY_MESSAGE
    ) -> MessagePage:
        """Give one page, and the cursor of the next."""
        filters = asdict(only)
        before = None if cursor is None else place_from(cursor, filters)
        async with self._store.reading(principal.workspace_id) as work:
            to = await work.messages.place_after(before, count=MOST_SEARCHED) if only.text else None
            found = await work.messages.page(limit=limit + 1, before=before, to=to, only=only)
            found = await with_fan_outs(work, found)
        shown = found[:limit]
        last = shown[-1].message if len(found) > limit else None
        end = to if last is None else (last.created_at, last.id)
        return MessagePage(
            items=[message_out(summary) for summary in shown],
            next=None if end is None else cursor_from(end, filters),
        )
