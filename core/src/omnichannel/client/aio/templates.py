"""Templates: texts with places for values."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from omnichannel.application.dtos.content import ContentIn
from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.aio.paging import pages
from omnichannel.client.requests import Id
from omnichannel.client.shapes import Item


class AsyncTemplates:
    """The templates of the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, template: Mapping[str, Any]) -> Item:
        """Store a template."""
        return await self._connection.write("POST", "/v1/templates", Item, json=template)

    async def list(self) -> AsyncIterator[Item]:
        """Give all templates; pages are read as they are needed."""
        async for item in pages(self._connection, "/v1/templates"):
            yield item

    async def get(self, id: Id) -> Item:
        """Read a template."""
        return await self._connection.read(f"/v1/templates/{id}", Item)

    async def edit(self, id: Id, template: Mapping[str, Any], *, version: int) -> Item:
        """Replace a template."""
        path = f"/v1/templates/{id}"
        return await self._connection.write("PUT", path, Item, json=template, expected=version)

    async def delete(self, id: Id) -> None:
        """Remove a template; messages that were made from it stay."""
        await self._connection.remove(f"/v1/templates/{id}")

    async def render(self, id: Id, values: Mapping[str, Any]) -> ContentIn:
        """Fill a template in; gives the content of a message."""
        path, body = f"/v1/templates/{id}:render", {"values": dict(values)}
        return await self._connection.ask(path, ContentIn, body)
