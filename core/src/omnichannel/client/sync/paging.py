# Made from aio/paging.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Lists that come in pages."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol, TypeVar, cast

from pydantic import BaseModel

from omnichannel.client.sync.connection import Connection

MOST_PER_PAGE = 200
ItemT = TypeVar("ItemT")
ItemT_co = TypeVar("ItemT_co", covariant=True)


class Paged(Protocol[ItemT_co]):
    """A page of a list; *next* is the cursor of the page after it, None on the last one."""

    @property
    def items(self) -> Sequence[ItemT_co]:
        """What stands on it."""

    @property
    def next(self) -> str | None:
        """Where to go on."""


def pages(
    connection: Connection,
    path: str,
    model: type[Paged[ItemT]],
    *,
    limit: int = MOST_PER_PAGE,
    **asked: Any,
) -> Iterator[ItemT]:
    """Give everything that *path* lists; pages of *limit* are read as they are needed."""
    wire_model = cast("type[BaseModel]", model)  # a protocol cannot say that it is a model, too
    cursor: str | None = None
    while True:
        read = connection.read(path, wire_model, limit=limit, cursor=cursor, **asked)
        page = cast("Paged[ItemT]", read)
        for item in page.items:
            yield item
        cursor = page.next
        if cursor is None:
            return
