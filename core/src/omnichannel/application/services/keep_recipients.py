"""KeepRecipientsService: the register of who may be written to."""

import builtins
from collections.abc import Sequence
from uuid import UUID

from omnichannel.application.dtos.recipients import (
    StandingList,
    StandingOut,
    StandingPage,
    StandingQuery,
    StandingsIn,
)
from omnichannel.application.id_cursors import cursor_of_id, id_from_cursor
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.recipient_repository import StandingFilter, StandingKind
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.standings import (
    place_of,
    problems_with,
    standing_out,
    standing_with,
    summary_of,
)
from omnichannel.domain.audit import deed
from omnichannel.domain.errors import InvalidRequest, NotFound
from omnichannel.domain.rights import Principal
from omnichannel.domain.standing import Standing, address_key


class KeepRecipientsService:
    """Keeps the register; see `KeepRecipientsUseCase`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def keep(self, principal: Principal, new: StandingsIn) -> StandingList:
        """Keep records, all in one commit."""
        now, workspace_id = self._clock.now(), principal.workspace_id
        problems = tuple(problems_with(new.recipients, now=now))
        if problems:
            raise InvalidRequest(*problems)
        places = [place_of(workspace_id, one.channel, one.address) for one in new.recipients]
        async with self._store.unit_of_work(workspace_id) as work:
            known = await work.recipients.of_addresses(places)
            standings = [
                standing_with(known.get(place), one, workspace_id=workspace_id, now=now)
                for place, one in zip(places, new.recipients, strict=True)
            ]
            await work.recipients.save(standings)
            await work.audit.add(
                [deed(principal, "recipient.kept", one.id, now, detail=summary_of(one)) for one in standings]
            )
            await work.commit()
        return StandingList(items=_shown(standings))

    async def list(self, principal: Principal, query: StandingQuery) -> StandingPage:
        """Give one page, and the cursor of the next."""
        before = None if query.cursor is None else id_from_cursor(query.cursor)
        only = StandingFilter(
            channel=query.channel,
            key=None if query.address is None else address_key(query.address),
            kind=None if query.standing is None else StandingKind(query.standing),
        )
        async with self._store.reading(principal.workspace_id) as work:
            found = await work.recipients.page(only, limit=query.limit + 1, before=before)
        more = len(found) > query.limit
        shown = found[: query.limit]
        return StandingPage(items=_shown(shown), next=cursor_of_id(shown[-1].id) if more else None)

    async def get(self, principal: Principal, id: UUID) -> StandingOut:
        """Give one record."""
        async with self._store.reading(principal.workspace_id) as work:
            found = await work.recipients.get_by_id(id)
        if found is None:
            raise NotFound("recipient", id)
        return standing_out(found)

    async def remove(self, principal: Principal, id: UUID) -> None:
        """Forget what is known of an address, and write down who did so."""
        async with self._store.unit_of_work(principal.workspace_id) as work:
            found = await work.recipients.get_by_id(id)
            if found is None:
                raise NotFound("recipient", id)
            await work.recipients.remove(id)
            done = deed(principal, "recipient.removed", id, self._clock.now(), detail=summary_of(found))
            await work.audit.add([done])
            await work.commit()


def _shown(standings: Sequence[Standing]) -> builtins.list[StandingOut]:
    return [standing_out(one) for one in standings]
