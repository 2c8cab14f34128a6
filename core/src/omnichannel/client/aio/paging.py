"""Lists that come in pages."""

from collections.abc import AsyncIterator
from typing import Any

from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.shapes import Item, Page

MOST_PER_PAGE = 200


async def pages(connection: AsyncConnection, path: str, **asked: Any) -> AsyncIterator[Item]:
    """Give everything that *path* lists; pages are read as they are needed."""
    cursor: str | None = None
    while True:
        page = await connection.read(path, Page, limit=MOST_PER_PAGE, cursor=cursor, **asked)
        for item in page.items:
            yield item
        cursor = page.next
        if cursor is None:
            return
