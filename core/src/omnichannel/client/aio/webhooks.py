"""Webhooks: programs that are told what happens."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from omnichannel.application.dtos.webhooks import (
    EventDeliveryOut,
    EventDeliveryPage,
    ReplayOut,
    WebhookList,
    WebhookOut,
    WebhookWithSecret,
)
from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.aio.paging import pages
from omnichannel.client.requests import Id


class AsyncWebhooks:
    """The webhook endpoints of the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(
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
        return await self._connection.write("POST", path, WebhookWithSecret, json=body, key=idempotency_key)

    async def list(self) -> Sequence[WebhookOut]:
        """Give all endpoints, oldest first."""
        return (await self._connection.read("/v1/webhooks", WebhookList)).items

    async def get(self, id: Id) -> WebhookOut:
        """Read an endpoint."""
        return await self._connection.read(f"/v1/webhooks/{id}", WebhookOut)

    async def edit(
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
        return await self._connection.write("PATCH", path, WebhookOut, json=body, expected=version)

    async def delete(self, id: Id) -> None:
        """Delete an endpoint and its secrets; what waits for it is called off."""
        await self._connection.delete(f"/v1/webhooks/{id}")

    async def rotate_secret(self, id: Id, *, keep_old_hours: int = 24) -> WebhookWithSecret:
        """Give it a new secret; the old one signs beside it for a while."""
        body = {"keep_old_hours": keep_old_hours}
        return await self._connection.write(
            "POST", f"/v1/webhooks/{id}:rotate-secret", WebhookWithSecret, json=body
        )

    async def pause(self, id: Id, *, reason: str | None = None) -> WebhookOut:
        """Let its events wait."""
        body = {"reason": reason}
        return await self._connection.write("POST", f"/v1/webhooks/{id}:pause", WebhookOut, json=body)

    async def resume(self, id: Id) -> WebhookOut:
        """Let it go on, with what waited."""
        return await self._connection.write("POST", f"/v1/webhooks/{id}:resume", WebhookOut)

    async def test(self, id: Id) -> EventDeliveryOut:
        """Send it the event `test`."""
        return await self._connection.write("POST", f"/v1/webhooks/{id}:test", EventDeliveryOut)

    async def deliveries(self, id: Id) -> AsyncIterator[EventDeliveryOut]:
        """Give what an endpoint was told, newest first; pages are read as they are needed."""
        async for told in pages(self._connection, f"/v1/webhooks/{id}/deliveries", EventDeliveryPage):
            yield told

    async def replay(
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
        return await self._connection.write("POST", f"/v1/webhooks/{id}:replay", ReplayOut, json=body)
