"""WriteTemplateService: keeps, changes and removes templates."""

from dataclasses import replace
from uuid import UUID

from omnichannel.application.composing import assets_named
from omnichannel.application.dtos.outgoing import template_out
from omnichannel.application.dtos.templates import MOST_BLANKS, TemplateIn, TemplateOut, Written
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.audit import deed
from omnichannel.domain.blanks import blanks_in
from omnichannel.domain.errors import InvalidRequest, NotFound, Problem, StaleVersion
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.rights import Principal
from omnichannel.domain.template import Template


class WriteTemplateService:
    """Writes templates; see `WriteTemplateUseCase`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def create(self, principal: Principal, new: TemplateIn) -> TemplateOut:
        """Keep a new template."""
        now = self._clock.now()
        template = Template(
            id=new_id(),
            workspace_id=principal.workspace_id,
            name=new.name,
            body=_body(new),
            created_at=now,
            updated_at=now,
            created_by=principal.actor,
            description=new.description,
        )
        async with self._store.unit_of_work(principal.workspace_id) as work:
            await _demand_assets(work, new)
            await work.templates.add(template)
            await work.audit.add([deed(principal, "template.created", template.id, now, detail=new.name)])
            await work.commit()
        return template_out(template)

    async def edit(self, principal: Principal, id: UUID, new: TemplateIn, *, version: int) -> TemplateOut:
        """Replace a template by its next version."""
        now = self._clock.now()
        async with self._store.unit_of_work(principal.workspace_id) as work:
            stored = await template_of(work, id)
            if stored.version != version:
                raise StaleVersion("template", id, version)
            await _demand_assets(work, new)
            template = replace(
                stored,
                name=new.name,
                body=_body(new),
                description=new.description,
                updated_at=now,
                version=version + 1,
            )
            await work.templates.save(template)
            await work.audit.add(
                [deed(principal, "template.edited", id, now, detail=f"version {version + 1}")]
            )
            await work.commit()
        return template_out(template)

    async def remove(self, principal: Principal, id: UUID) -> None:
        """Remove a template."""
        async with self._store.unit_of_work(principal.workspace_id) as work:
            if not await work.templates.remove(id):
                raise NotFound("template", id)
            await work.audit.add([deed(principal, "template.removed", id, self._clock.now())])
            await work.commit()


async def template_of(work: UnitOfWork, id: UUID) -> Template:
    """
    Read a template.

    Raises:
        NotFound: there is none such in the workspace.
    """
    template = await work.templates.get_by_id(id)
    if template is None:
        raise NotFound("template", id)
    return template


def _body(new: TemplateIn) -> dict[str, object]:
    body = new.model_dump(mode="json", include=set(Written.model_fields), exclude_unset=True)
    blanks = len(blanks_in(body))
    if blanks > MOST_BLANKS:
        limit = f"{MOST_BLANKS} blanks"
        raise InvalidRequest(Problem("", f"The template has {blanks} blanks.", "Use fewer.", limit))
    return body


async def _demand_assets(work: UnitOfWork, new: TemplateIn) -> None:
    wanted = assets_named(new)
    known = await work.media.get_many(wanted) if wanted else {}
    missing = [
        Problem("/content/media", f"There is no media asset {id} in this workspace.", "Upload it first.")
        for id in sorted(wanted - set(known))
    ]
    if missing:
        raise InvalidRequest(*missing)
