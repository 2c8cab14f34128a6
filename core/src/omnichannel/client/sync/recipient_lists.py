# Made from aio/recipient_lists.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Recipient lists: more people than a message can name, uploaded as a file."""

from collections.abc import Iterator
from pathlib import Path

from omnichannel.client.files import file_from
from omnichannel.client.requests import Id
from omnichannel.client.shapes import Item
from omnichannel.client.sync.connection import Connection
from omnichannel.client.sync.paging import pages


class RecipientLists:
    """The recipient lists of the workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def upload(
        self, file: Path | str | bytes, *, filename: str | None = None, idempotency_key: str | None = None
    ) -> Item:
        """Upload a list: a CSV file by its path, or as bytes with a *filename*."""
        path, read = "/v1/recipient-lists", file_from(file, filename)
        return self._connection.upload(path, Item, read, form={}, key=idempotency_key)

    def list(self) -> Iterator[Item]:
        """Give all lists; pages are read as they are needed."""
        for item in pages(self._connection, "/v1/recipient-lists"):
            yield item

    def get(self, id: Id) -> Item:
        """Read what is known of a list."""
        return self._connection.read(f"/v1/recipient-lists/{id}", Item)

    def rows(self, id: Id) -> Iterator[Item]:
        """Give the people on a list; pages are read as they are needed."""
        for item in pages(self._connection, f"/v1/recipient-lists/{id}/rows"):
            yield item

    def delete(self, id: Id) -> None:
        """Remove a list."""
        self._connection.remove(f"/v1/recipient-lists/{id}")
