# Made from aio/recipients.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Recipients: the people who are known, with what they agreed to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from omnichannel.client.requests import Id
from omnichannel.client.shapes import Item
from omnichannel.client.sync.connection import Connection
from omnichannel.client.sync.paging import pages


class Recipients:
    """The recipients of the workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, **filters: Any) -> Iterator[Item]:
        """Give all recipients that fit; pages are read as they are needed."""
        for item in pages(self._connection, "/v1/recipients", **filters):
            yield item

    def put(self, recipients: Sequence[Mapping[str, Any]]) -> Item:
        """Store recipients; one that is known is replaced."""
        body = {"recipients": [dict(one) for one in recipients]}
        return self._connection.write("POST", "/v1/recipients", Item, json=body)

    def get(self, id: Id) -> Item:
        """Read a recipient."""
        return self._connection.read(f"/v1/recipients/{id}", Item)

    def delete(self, id: Id) -> None:
        """Forget a recipient."""
        self._connection.remove(f"/v1/recipients/{id}")
