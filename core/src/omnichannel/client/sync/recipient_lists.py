# Made from aio/recipient_lists.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Recipient lists: more people than a message can name, uploaded as a file."""

from collections.abc import Iterator
from pathlib import Path

from omnichannel.application.dtos.recipient_lists import (
    ListedRecipientOut,
    ListedRecipientPage,
    RecipientListOut,
    RecipientListPage,
)
from omnichannel.client.files import file_from
from omnichannel.client.requests import Id
from omnichannel.client.sync.connection import Connection
from omnichannel.client.sync.paging import pages


class RecipientLists:
    """The recipient lists of the workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def upload(
        self,
        file: Path | str | bytes,
        *,
        name: str | None = None,
        filename: str | None = None,
        idempotency_key: str | None = None,
    ) -> RecipientListOut:
        """
        Upload a list: a CSV file of up to 200,000 people and 25 MiB.

        Args:
            file: its path; or its bytes, which need a *name* or a *filename*.
            name: what the list is called; without one as the file is.

        Raises:
            WrongArgument: it cannot be read.
            Invalid: it is too large, no CSV in UTF-8, or nobody in it can be used.
        """
        read = file_from(file, filename or name)
        form = {"name": name or read.name}
        path = "/v1/recipient-lists"
        return self._connection.upload(path, RecipientListOut, read, form=form, key=idempotency_key)

    def list(self) -> Iterator[RecipientListOut]:
        """Give all lists, newest first; pages are read as they are needed."""
        for found in pages(self._connection, "/v1/recipient-lists", RecipientListPage):
            yield found

    def get(self, id: Id) -> RecipientListOut:
        """Read what is known of a list."""
        return self._connection.read(f"/v1/recipient-lists/{id}", RecipientListOut)

    def recipients(self, id: Id) -> Iterator[ListedRecipientOut]:
        """Give the people on a list, in the order of the file; pages are read as they are needed."""
        path = f"/v1/recipient-lists/{id}/recipients"
        for person in pages(self._connection, path, ListedRecipientPage, limit=1_000):
            yield person

    def delete(self, id: Id) -> None:
        """
        Delete a list with its people.

        Raises:
            Conflict: a message that is not finished writes to it.
        """
        self._connection.delete(f"/v1/recipient-lists/{id}")
