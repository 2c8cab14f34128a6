"""Recipients: the people who are known, with what they agreed to."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.aio.paging import pages
from omnichannel.client.requests import Id
from omnichannel.client.shapes import Item


class AsyncRecipients:
    """The recipients of the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list(self, **filters: Any) -> AsyncIterator[Item]:
        """Give all recipients that fit; pages are read as they are needed."""
        async for item in pages(self._connection, "/v1/recipients", **filters):
            yield item

    async def put(self, recipients: Sequence[Mapping[str, Any]]) -> Item:
        """Store recipients; one that is known is replaced."""
        body = {"recipients": [dict(one) for one in recipients]}
        return await self._connection.write("POST", "/v1/recipients", Item, json=body)

    async def get(self, id: Id) -> Item:
        """Read a recipient."""
        return await self._connection.read(f"/v1/recipients/{id}", Item)

    async def delete(self, id: Id) -> None:
        """Forget a recipient."""
        await self._connection.remove(f"/v1/recipients/{id}")
