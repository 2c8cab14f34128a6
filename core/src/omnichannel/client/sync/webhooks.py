# Made from aio/webhooks.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Webhooks: programs that are told what happens."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from omnichannel.application.dtos.webhooks import (
    EventDeliveryOut,
    EventDeliveryPage,
    ReplayOut,
    WebhookList,
    WebhookOut,
    WebhookWithSecret,
)
from omnichannel.client.requests import Id
from omnichannel.client.sync.connection import Connection
from omnichannel.client.sync.paging import pages


class Webhooks:
    """The webhook endpoints of the workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(
        self,
        url: str,
        *,
        events: Sequence[str] = ("*",),
        description: str | None = None,
        idempotency_key: str | None = None,
    ) -> WebhookWithSecret:
        """
        Let a program be told what happens from now on. Its secret is shown this once.

        Raises:
            Invalid: the address may not be contacted, or there is no such event.
        """
        body = {"url": url, "events": list(events), "description": description}
        path = "/v1/webhooks"
        return self._connection.write("POST", path, WebhookWithSecret, json=body, key=idempotency_key)

    def list(self) -> Sequence[WebhookOut]:
        """Give all endpoints, oldest first."""
        return (self._connection.read("/v1/webhooks", WebhookList)).items

    def get(self, id: Id) -> WebhookOut:
        """Read an endpoint."""
        return self._connection.read(f"/v1/webhooks/{id}", WebhookOut)

    def edit(
        self,
        id: Id,
        *,
        version: int,
        url: str | None = None,
        events: Sequence[str] | None = None,
        description: str | None = None,
    ) -> WebhookOut:
        """Change what is given; the rest stays."""
        said = {"url": url, "events": events and list(events), "description": description}
        body = {name: value for name, value in said.items() if value is not None}
        path = f"/v1/webhooks/{id}"
        return self._connection.write("PATCH", path, WebhookOut, json=body, expected=version)

    def delete(self, id: Id) -> None:
        """Delete an endpoint and its secrets; what waits for it is called off."""
        self._connection.delete(f"/v1/webhooks/{id}")

    def rotate_secret(self, id: Id, *, keep_old_hours: int = 24) -> WebhookWithSecret:
        """Give it a new secret; the old one signs beside it for a while."""
        body = {"keep_old_hours": keep_old_hours}
        return self._connection.write(
            "POST", f"/v1/webhooks/{id}:rotate-secret", WebhookWithSecret, json=body
        )

    def pause(self, id: Id, *, reason: str | None = None) -> WebhookOut:
        """Let its events wait."""
        body = {"reason": reason}
        return self._connection.write("POST", f"/v1/webhooks/{id}:pause", WebhookOut, json=body)

    def resume(self, id: Id) -> WebhookOut:
        """Let it go on, with what waited."""
        return self._connection.write("POST", f"/v1/webhooks/{id}:resume", WebhookOut)

    def test(self, id: Id) -> EventDeliveryOut:
        """Send it the event `test`."""
        return self._connection.write("POST", f"/v1/webhooks/{id}:test", EventDeliveryOut)

    def deliveries(self, id: Id) -> Iterator[EventDeliveryOut]:
        """Give what an endpoint was told, newest first; pages are read as they are needed."""
        for told in pages(self._connection, f"/v1/webhooks/{id}/deliveries", EventDeliveryPage):
            yield told

    def replay(
        self,
        id: Id,
        *,
        since: datetime | None = None,
        delivery_ids: Sequence[Id] | None = None,
        everything: bool = False,
    ) -> ReplayOut:
        """
        Send events again: those of *since* or later, or single ones.

        Args:
            everything: also what arrived; else only what was given up.
        """
        ids = None if delivery_ids is None else [str(one) for one in delivery_ids]
        body = {
            "since": since and since.isoformat(),
            "delivery_ids": ids,
            "only": "all" if everything else "failed",
        }
        return self._connection.write("POST", f"/v1/webhooks/{id}:replay", ReplayOut, json=body)
