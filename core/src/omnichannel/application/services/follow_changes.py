"""FollowChangesService: the feed of changes, page by page or as it grows."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from omnichannel.application.changes_tail import ChangesTail, Listener
from omnichannel.application.dtos.changes import ChangeOut, ChangePage
from omnichannel.application.dtos.outgoing import change_out
from omnichannel.application.ports.outbound.change_repository import FeedBounds
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.errors import ChangesGone, InvalidRequest, Problem
from omnichannel.domain.rights import Principal

BATCH = 200
SIGN_OF_LIFE_SECONDS = 15.0
_PLACE = re.compile("0|[1-9][0-9]{0,17}")


class FollowChangesService:
    """Reads and follows the feed; see `FollowChangesUseCase`."""

    def __init__(
        self, store: Store, tail: ChangesTail, *, sign_of_life_seconds: float = SIGN_OF_LIFE_SECONDS
    ) -> None:
        self._store, self._tail, self._quiet = store, tail, sign_of_life_seconds

    async def page(self, principal: Principal, *, after: str | None, limit: int) -> ChangePage:
        """Give one page out of one snapshot."""
        async with self._store.reading(principal.workspace_id) as work:
            bounds = await work.changes.bounds()
            place = bounds.forgotten if after is None else _place_in(bounds, after)
            found = await work.changes.after(place, limit=limit + 1)
        shown = [change_out(change) for change in found[:limit]]
        return ChangePage(
            items=shown,
            next=shown[-1].cursor if shown else str(place),
            has_more=len(found) > limit,
            last=str(bounds.last),
        )

    async def last(self, principal: Principal) -> str:
        """Give the newest cursor."""
        async with self._store.reading(principal.workspace_id) as work:
            return str((await work.changes.bounds()).last)

    @asynccontextmanager
    async def follow(
        self, principal: Principal, *, after: str
    ) -> AsyncIterator[AsyncIterator[Sequence[ChangeOut]]]:
        """Take a place, see that nothing is missing after the cursor, then give what comes."""
        with self._tail.listening() as listener:
            first = await self.page(principal, after=after, limit=BATCH)
            yield self._batches(principal, first, listener)

    async def _batches(
        self, principal: Principal, page: ChangePage, listener: Listener
    ) -> AsyncIterator[Sequence[ChangeOut]]:
        """To be woken in vain, by what happens in other workspaces, is no sign of life."""
        now = asyncio.get_running_loop().time
        spoke_at = now()
        while not self._tail.is_closed:
            if page.items:
                yield page.items
                spoke_at = now()
            if not page.has_more and not await listener.news(spoke_at + self._quiet - now()):
                yield ()
                spoke_at = now()
            page = await self.page(principal, after=page.next, limit=BATCH)


def _place_in(bounds: FeedBounds, cursor: str) -> int:
    place = int(cursor) if _PLACE.fullmatch(cursor) else bounds.last + 1
    if place > bounds.last:
        raise InvalidRequest(_wrong_cursor(bounds))
    if place < bounds.forgotten:
        raise ChangesGone(after=place, last=bounds.last)
    return place


def _wrong_cursor(bounds: FeedBounds) -> Problem:
    return Problem(
        "/after",
        "This is not a cursor of this feed.",
        f"Pass `next` of the last page. If there is none, read everything anew and pass {bounds.last}.",
    )
