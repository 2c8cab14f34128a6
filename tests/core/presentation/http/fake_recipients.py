"""Recipients, kept in a dict."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from omnichannel.application.dtos.recipients import (
    OptOutOut,
    StandingIn,
    StandingList,
    StandingOut,
    StandingPage,
    StandingQuery,
    StandingsIn,
)
from omnichannel.domain.errors import NotFound
from omnichannel.domain.rights import Principal
from tests.core.presentation.http.world import NOW, World


@dataclass
class FakeRecipients:
    world: World
    known: dict[UUID, StandingOut] = field(default_factory=dict)

    async def keep(self, principal: Principal, new: StandingsIn) -> StandingList:
        self.world.hear(principal)
        kept = [_out(one) for one in new.recipients]
        self.known |= {one.id: one for one in kept}
        return StandingList(items=kept)

    async def list(self, principal: Principal, query: StandingQuery) -> StandingPage:
        self.world.hear(principal)
        found = [one for one in self.known.values() if query.standing != "blocked" or one.blocked]
        return StandingPage(items=found[: query.limit], next=None)

    async def get(self, principal: Principal, id: UUID) -> StandingOut:
        self.world.hear(principal)
        if id not in self.known:
            raise NotFound("recipient", id)
        return self.known[id]

    async def remove(self, principal: Principal, id: UUID) -> None:
        del self.known[(await self.get(principal, id)).id]


def _out(new: StandingIn) -> StandingOut:
    left = new.opted_out and OptOutOut(since=new.opted_out.since or NOW, source=new.opted_out.source)
    return StandingOut(
        id=uuid4(),
        channel=new.channel,
        address=new.address,
        blocked=left is not None,
        suppressed=None,
        opted_out=left,
        consent=None,
        created_at=NOW,
        updated_at=NOW,
    )
