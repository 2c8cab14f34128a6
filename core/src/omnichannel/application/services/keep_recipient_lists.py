"""KeepRecipientListsService: people by the thousand, uploaded once."""

import asyncio
from dataclasses import asdict
from uuid import UUID

from omnichannel.application.dtos.recipient_lists import (
    ListedRecipientOut,
    ListedRecipientPage,
    PageQuery,
    PeopleQuery,
    RecipientListOut,
    RecipientListPage,
    RefusedRowOut,
)
from omnichannel.application.id_cursors import (
    cursor_of_id,
    cursor_of_position,
    id_from_cursor,
    position_from_cursor,
)
from omnichannel.application.list_reading import ReadList, recipients_from_csv
from omnichannel.application.ports.inbound.recipient_lists import LARGEST_LIST_BYTES
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.audit import deed
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound, Problem
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.recipient_list import RecipientList
from omnichannel.domain.rights import Principal


class KeepRecipientListsService:
    """Keeps lists; see `KeepRecipientListsUseCase`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def upload(self, principal: Principal, data: bytes, *, name: str) -> RecipientListOut:
        """Read the file beside the event loop, then keep all of it in one commit."""
        if len(data) > LARGEST_LIST_BYTES:
            raise InvalidRequest(Problem("/file", "The file is too large.", "Split it.", "25 MiB"))
        if not name.strip():
            raise InvalidRequest(Problem("/name", "The list has no name.", "Give it one."))
        read = await asyncio.to_thread(recipients_from_csv, data)
        new = self._list(principal, name.strip(), read)
        async with self._store.unit_of_work(principal.workspace_id) as work:
            await work.recipient_lists.add(new, read.recipients)
            detail = f"{new.count} people"
            await work.audit.add(
                [deed(principal, "recipient_list.added", new.id, new.created_at, detail=detail)]
            )
            await work.commit()
        return list_out(new)

    def _list(self, principal: Principal, name: str, read: ReadList) -> RecipientList:
        return RecipientList(
            id=new_id(),
            workspace_id=principal.workspace_id,
            name=name,
            count=len(read.recipients),
            duplicates=read.duplicates,
            refused_count=read.refused_count,
            refused=tuple(read.refused),
            first_address=read.recipients[0].address,
            created_at=self._clock.now(),
        )

    async def list(self, principal: Principal, query: PageQuery) -> RecipientListPage:
        """Give one page, and the cursor of the next."""
        before = None if query.cursor is None else id_from_cursor(query.cursor)
        async with self._store.reading(principal.workspace_id) as work:
            found = await work.recipient_lists.page(limit=query.limit + 1, before=before)
        more, shown = len(found) > query.limit, found[: query.limit]
        return RecipientListPage(
            items=[list_out(one) for one in shown], next=cursor_of_id(shown[-1].id) if more else None
        )

    async def get(self, principal: Principal, id: UUID) -> RecipientListOut:
        """Give one list, without its people."""
        async with self._store.reading(principal.workspace_id) as work:
            return list_out(await _found(work, id))

    async def people(self, principal: Principal, id: UUID, query: PeopleQuery) -> ListedRecipientPage:
        """Give a page of a list's people, in the order of the file."""
        after = 0 if query.cursor is None else position_from_cursor(query.cursor)
        async with self._store.reading(principal.workspace_id) as work:
            await _found(work, id)
            found = await work.recipient_lists.people(id, after=after, limit=query.limit + 1)
        more, shown = len(found) > query.limit, found[: query.limit]
        items = [ListedRecipientOut(**asdict(one)) for one in shown]
        return ListedRecipientPage(items=items, next=cursor_of_position(shown[-1].position) if more else None)

    async def remove(self, principal: Principal, id: UUID) -> None:
        """Remove a list that no unfinished message writes to, and write down who did so."""
        async with self._store.unit_of_work(principal.workspace_id) as work:
            found = await _found(work, id)
            if await work.recipient_lists.is_used(id):
                fix = "Cancel the messages that write to it, or wait until they are published."
                raise NotAllowedNow(
                    "remove the list", because="it is used by a message that is not finished", fix=fix
                )
            await work.recipient_lists.remove(id)
            done = deed(
                principal, "recipient_list.removed", id, self._clock.now(), detail=f"{found.count} people"
            )
            await work.audit.add([done])
            await work.commit()


async def _found(work: UnitOfWork, id: UUID) -> RecipientList:
    found = (await work.recipient_lists.get_many([id])).get(id)
    if found is None:
        raise NotFound("recipient list", id)
    return found


def list_out(found: RecipientList) -> RecipientListOut:
    """Translate a list."""
    same = ("id", "name", "count", "duplicates", "refused_count", "created_at")
    facts = {name: getattr(found, name) for name in same}
    return RecipientListOut(**facts, refused=[RefusedRowOut(**asdict(row)) for row in found.refused])
