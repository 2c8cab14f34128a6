"""TemplateRepository: what can be written again."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from omnichannel.domain.template import Template


class TemplateRepository(Protocol):
    """Keeps templates."""

    async def add(self, template: Template) -> None:
        """
        Add a new template.

        Raises:
            NotAllowedNow: the workspace has a template of that name.
        """
        ...

    async def save(self, template: Template) -> None:
        """
        Replace a template by its next version: `template.version` is one more than the stored.

        Raises:
            StaleVersion: the stored version is another.
            NotAllowedNow: another template of the workspace has that name.
        """
        ...

    async def get_by_id(self, id: UUID) -> Template | None:
        """Give the template, or None where the workspace has none such."""
        ...

    async def page(
        self, *, limit: int, before: tuple[datetime, UUID] | None = None, contains: str | None = None
    ) -> list[Template]:
        """List templates, newest first, by (created_at, id); *contains*: names that do, in any case."""
        ...

    async def remove(self, id: UUID) -> bool:
        """Remove a template. False where the workspace has none such."""
        ...
