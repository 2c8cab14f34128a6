# Made from aio/paging.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Lists that come in pages."""

from collections.abc import Iterator
from typing import Any

from omnichannel.client.shapes import Item, Page
from omnichannel.client.sync.connection import Connection

MOST_PER_PAGE = 200


def pages(connection: Connection, path: str, **asked: Any) -> Iterator[Item]:
    """Give everything that *path* lists; pages are read as they are needed."""
    cursor: str | None = None
    while True:
        page = connection.read(path, Page, limit=MOST_PER_PAGE, cursor=cursor, **asked)
        for item in page.items:
            yield item
        cursor = page.next
        if cursor is None:
            return
