"""Lists of recipients, kept in a dict; every line of the file is somebody."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from omnichannel.application.dtos.recipient_lists import (
    ListedRecipientOut,
    ListedRecipientPage,
    PageQuery,
    PeopleQuery,
    RecipientListOut,
    RecipientListPage,
)
from omnichannel.domain.errors import NotFound
from omnichannel.domain.rights import Principal
from tests.core.presentation.http.world import NOW, World


@dataclass
class FakeRecipientLists:
    world: World
    known: dict[UUID, tuple[RecipientListOut, list[str]]] = field(default_factory=dict)

    async def upload(self, principal: Principal, data: bytes, *, name: str) -> RecipientListOut:
        self.world.hear(principal)
        lines = data.decode(errors="replace").splitlines()
        new = RecipientListOut(
            id=uuid4(),
            name=name,
            count=len(lines),
            duplicates=0,
            refused_count=0,
            refused=[],
            created_at=NOW,
        )
        self.known[new.id] = (new, lines)
        return new

    async def list(self, principal: Principal, query: PageQuery) -> RecipientListPage:
        self.world.hear(principal)
        return RecipientListPage(items=[one for one, _ in self.known.values()][: query.limit], next=None)

    async def get(self, principal: Principal, id: UUID) -> RecipientListOut:
        self.world.hear(principal)
        if id not in self.known:
            raise NotFound("recipient list", id)
        return self.known[id][0]

    async def people(self, principal: Principal, id: UUID, query: PeopleQuery) -> ListedRecipientPage:
        await self.get(principal, id)
        lines = self.known[id][1][: query.limit]
        people = [ListedRecipientOut(position=n, address=one, name=None) for n, one in enumerate(lines, 1)]
        return ListedRecipientPage(items=people, next=None)

    async def remove(self, principal: Principal, id: UUID) -> None:
        del self.known[(await self.get(principal, id)).id]
