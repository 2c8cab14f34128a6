"""Templates, kept in a dict."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from omnichannel.application.dtos.content import ContentIn
from omnichannel.application.dtos.templates import TemplateIn, TemplateOut, TemplatePage, ValuesIn, Written
from omnichannel.domain.errors import NotFound, StaleVersion
from omnichannel.domain.rights import Principal
from tests.core.presentation.http.world import NOW, World


@dataclass
class FakeTemplates:
    world: World
    kept: dict[UUID, TemplateOut] = field(default_factory=dict)

    async def create(self, principal: Principal, new: TemplateIn) -> TemplateOut:
        return self._keep(principal, new, id=uuid4(), version=1)

    async def edit(self, principal: Principal, id: UUID, new: TemplateIn, *, version: int) -> TemplateOut:
        known = await self.get(principal, id)
        if known.version != version:
            raise StaleVersion("template", id, version)
        return self._keep(principal, new, id=id, version=version + 1)

    async def remove(self, principal: Principal, id: UUID) -> None:
        await self.get(principal, id)
        del self.kept[id]

    async def list(
        self, principal: Principal, *, limit: int, cursor: str | None, contains: str | None
    ) -> TemplatePage:
        self.world.hear(principal)
        return TemplatePage(items=list(self.kept.values())[:limit], next=None)

    async def get(self, principal: Principal, id: UUID) -> TemplateOut:
        self.world.hear(principal)
        if id not in self.kept:
            raise NotFound("template", id)
        return self.kept[id]

    async def render(self, principal: Principal, id: UUID, given: ValuesIn) -> Written:
        known = await self.get(principal, id)
        return Written(content=ContentIn.model_validate(known.content))

    def _keep(self, principal: Principal, new: TemplateIn, *, id: UUID, version: int) -> TemplateOut:
        self.world.hear(principal)
        body = new.model_dump(mode="json")
        self.kept[id] = TemplateOut(
            id=id,
            name=new.name,
            description=new.description,
            content=body["content"],
            variants=body["variants"],
            options=body["options"],
            blanks=[],
            version=version,
            created_at=NOW,
            updated_at=NOW,
            created_by="local",
        )
        return self.kept[id]
