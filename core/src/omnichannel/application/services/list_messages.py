"""ListMessagesService: messages, newest first, by pages that inserts do not move."""

import base64
import binascii
from datetime import UTC, datetime
from uuid import UUID

from omnichannel.application.dtos.messages import MessagePage
from omnichannel.application.dtos.outgoing import message_out
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.errors import InvalidRequest, Problem
from omnichannel.domain.message import Message
from omnichannel.domain.rights import Principal

Place = tuple[datetime, UUID]


class ListMessagesService:
    """Lists messages; see `ListMessagesUseCase`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, principal: Principal, *, limit: int, cursor: str | None) -> MessagePage:
        """Give one page, and the cursor of the next."""
        before = None if cursor is None else place_from_cursor(cursor)
        async with self._store.reading(principal.workspace_id) as work:
            found = await work.messages.page(limit=limit + 1, before=before)
        shown = found[:limit]
        more = len(found) > limit
        return MessagePage(
            items=[message_out(summary) for summary in shown],
            next=cursor_of(shown[-1].message) if more else None,
        )


def cursor_of(message: Message) -> str:
    """Give the opaque mark of a message's place in the list."""
    place = f"{message.created_at.isoformat()}|{message.id}"
    return base64.urlsafe_b64encode(place.encode()).decode()


def place_from_cursor(cursor: str) -> Place:
    """
    Read a cursor.

    Raises:
        InvalidRequest: it is not one of ours.
    """
    try:
        at, _, id = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        created_at, place_id = datetime.fromisoformat(at), UUID(id)
        if created_at.tzinfo is None:
            raise ValueError("no offset")
        return created_at.astimezone(UTC), place_id
    except (ValueError, OverflowError, binascii.Error) as error:
        raise InvalidRequest(_wrong_cursor()) from error


def _wrong_cursor() -> Problem:
    return Problem("/cursor", "This is not a cursor of ours.", "Pass `next` of the last page, or nothing.")
