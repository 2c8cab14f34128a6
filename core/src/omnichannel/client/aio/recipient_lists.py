"""Recipient lists: more people than a message can name, uploaded as a file."""

from collections.abc import AsyncIterator
from pathlib import Path

from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.aio.paging import pages
from omnichannel.client.files import file_from
from omnichannel.client.requests import Id
from omnichannel.client.shapes import Item


class AsyncRecipientLists:
    """The recipient lists of the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def upload(
        self, file: Path | str | bytes, *, filename: str | None = None, idempotency_key: str | None = None
    ) -> Item:
        """Upload a list: a CSV file by its path, or as bytes with a *filename*."""
        path, read = "/v1/recipient-lists", file_from(file, filename)
        return await self._connection.upload(path, Item, read, form={}, key=idempotency_key)

    async def list(self) -> AsyncIterator[Item]:
        """Give all lists; pages are read as they are needed."""
        async for item in pages(self._connection, "/v1/recipient-lists"):
            yield item

    async def get(self, id: Id) -> Item:
        """Read what is known of a list."""
        return await self._connection.read(f"/v1/recipient-lists/{id}", Item)

    async def rows(self, id: Id) -> AsyncIterator[Item]:
        """Give the people on a list; pages are read as they are needed."""
        async for item in pages(self._connection, f"/v1/recipient-lists/{id}/rows"):
            yield item

    async def delete(self, id: Id) -> None:
        """Remove a list."""
        await self._connection.remove(f"/v1/recipient-lists/{id}")
