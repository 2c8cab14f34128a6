# Made from aio/templates.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Templates: texts with places for values."""

from collections.abc import Iterator, Mapping
from typing import Any

from omnichannel.application.dtos.content import ContentIn
from omnichannel.client.requests import Id
from omnichannel.client.shapes import Item
from omnichannel.client.sync.connection import Connection
from omnichannel.client.sync.paging import pages


class Templates:
    """The templates of the workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, template: Mapping[str, Any]) -> Item:
        """Store a template."""
        return self._connection.write("POST", "/v1/templates", Item, json=template)

    def list(self) -> Iterator[Item]:
        """Give all templates; pages are read as they are needed."""
        for item in pages(self._connection, "/v1/templates"):
            yield item

    def get(self, id: Id) -> Item:
        """Read a template."""
        return self._connection.read(f"/v1/templates/{id}", Item)

    def edit(self, id: Id, template: Mapping[str, Any], *, version: int) -> Item:
        """Replace a template."""
        path = f"/v1/templates/{id}"
        return self._connection.write("PUT", path, Item, json=template, expected=version)

    def delete(self, id: Id) -> None:
        """Remove a template; messages that were made from it stay."""
        self._connection.remove(f"/v1/templates/{id}")

    def render(self, id: Id, values: Mapping[str, Any]) -> ContentIn:
        """Fill a template in; gives the content of a message."""
        path, body = f"/v1/templates/{id}:render", {"values": dict(values)}
        return self._connection.ask(path, ContentIn, body)
