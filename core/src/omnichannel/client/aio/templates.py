"""Templates: texts with blanks."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from omnichannel.application.dtos.templates import TemplateIn, TemplateOut, TemplatePage, Written
from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.aio.paging import pages
from omnichannel.client.requests import Id


class AsyncTemplates:
    """The templates of the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, template: TemplateIn | Mapping[str, Any]) -> TemplateOut:
        """Keep a template: its name, and its content with `{{ name }}` for each blank."""
        return await self._connection.write("POST", "/v1/templates", TemplateOut, json=_dumped(template))

    async def list(self, *, q: str | None = None) -> AsyncIterator[TemplateOut]:
        """Give all templates, newest first; *q*: those whose names contain it."""
        async for template in pages(self._connection, "/v1/templates", TemplatePage, q=q):
            yield template

    async def get(self, id: Id) -> TemplateOut:
        """Read a template."""
        return await self._connection.read(f"/v1/templates/{id}", TemplateOut)

    async def edit(self, id: Id, template: TemplateIn | Mapping[str, Any], *, version: int) -> TemplateOut:
        """Replace everything that the author of a template wrote."""
        path, body = f"/v1/templates/{id}", _dumped(template)
        return await self._connection.write("PUT", path, TemplateOut, json=body, expected=version)

    async def delete(self, id: Id) -> None:
        """Delete a template; messages that were made of it stay."""
        await self._connection.delete(f"/v1/templates/{id}")

    async def render(self, id: Id, values: Mapping[str, str]) -> Written:
        """Fill the blanks; gives what a message takes."""
        return await self._connection.ask(f"/v1/templates/{id}:render", Written, {"values": dict(values)})


def _dumped(template: TemplateIn | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(template, TemplateIn):
        return template.model_dump(mode="json", exclude_unset=True)
    return dict(template)
