"""What can be written again, in SQL."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from omnichannel.domain.errors import NotAllowedNow, StaleVersion
from omnichannel.domain.template import Template
from omnichannel_sqlalchemy.columns import Id, Instant
from omnichannel_sqlalchemy.rows import TEMPLATE, row_from_template
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import templates

_t = templates.c


class SqlAlchemyTemplateRepository:
    """Keeps templates."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, template: Template) -> None:
        """Add a new template; NotAllowedNow where its name is taken."""
        self._scope.admit([template.workspace_id])
        try:
            await self._scope.insert(templates, [row_from_template(template)])
        except IntegrityError as error:
            raise _taken(template) from error

    async def save(self, template: Template) -> None:
        """Replace a template by its next version; StaleVersion where the stored version is another."""
        self._scope.admit([template.workspace_id])
        expected = template.version - 1
        stored = (_t.id == template.id, _t.version == expected, *self._scope.visible(templates))
        try:
            saved = await self._scope.run(
                update(templates).where(*stored).values(row_from_template(template))
            )
        except IntegrityError as error:
            raise _taken(template) from error
        if saved.rowcount == 0:
            raise StaleVersion("template", template.id, expected)

    async def get_by_id(self, id: UUID) -> Template | None:
        """Give the template, or None where the workspace has none such."""
        rows = await self._scope.get_many(TEMPLATE, [id])
        return Template(*rows[0]) if rows else None

    async def page(
        self, *, limit: int, before: tuple[datetime, UUID] | None = None, contains: str | None = None
    ) -> list[Template]:
        """List templates, newest first, by (created_at, id)."""
        listed = select(*TEMPLATE).where(*self._scope.visible(templates))
        if before is not None:
            listed = listed.where(tuple_(_t.created_at, _t.id) < tuple_(*before, types=[Instant(), Id()]))
        if contains is not None:
            listed = listed.where(_t.folded_name.contains(contains.casefold(), autoescape=True))
        rows = await self._scope.select(listed.order_by(_t.created_at.desc(), _t.id.desc()).limit(limit))
        return [Template(*row) for row in rows]

    async def remove(self, id: UUID) -> bool:
        """Remove a template. False where the workspace has none such."""
        gone = await self._scope.run(delete(templates).where(_t.id == id, *self._scope.visible(templates)))
        return gone.rowcount > 0


def _taken(template: Template) -> NotAllowedNow:
    return NotAllowedNow(
        f"name a template {template.name!r}", because="another has that name", fix="Choose another name."
    )
