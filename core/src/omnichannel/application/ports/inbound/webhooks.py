"""Use cases around webhooks."""

from typing import Protocol
from uuid import UUID

from omnichannel.application.dtos.accounts import PauseIn
from omnichannel.application.dtos.webhooks import (
    EventDeliveryOut,
    EventDeliveryPage,
    ReplayIn,
    ReplayOut,
    RotateIn,
    WebhookEditIn,
    WebhookIn,
    WebhookList,
    WebhookOut,
    WebhookWithSecret,
)
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.domain.rights import Principal


class KeepWebhooksUseCase(Protocol):
    """Adds, shows, edits and removes endpoints. `NotFound` where the workspace has none such."""

    async def add(
        self, principal: Principal, new: WebhookIn, *, key: IdempotencyKey | None = None
    ) -> WebhookWithSecret:
        """
        Add an endpoint; it hears what happens from now on. With a *key* that was used it is shown again.

        Raises:
            InvalidRequest: its address may not be contacted, or there is no such event.
            NotAllowedNow: there are 20 already, or no plugin delivers webhooks.
        """
        ...

    async def list(self, principal: Principal) -> WebhookList:
        """Give all endpoints, of which there are 20 at most."""
        ...

    async def get(self, principal: Principal, id: UUID) -> WebhookOut:
        """Give one endpoint."""
        ...

    async def edit(self, principal: Principal, id: UUID, new: WebhookEditIn, *, version: int) -> WebhookOut:
        """
        Replace what is said; what waits goes to the new address.

        Raises:
            InvalidRequest: as above.
            StaleVersion: it is not at *version* any more.
        """
        ...

    async def rotate(self, principal: Principal, id: UUID, how: RotateIn) -> WebhookWithSecret:
        """Give it a new secret; the old one goes on signing for a while."""
        ...

    async def pause(self, principal: Principal, id: UUID, why: PauseIn) -> WebhookOut:
        """Let its events wait."""
        ...

    async def resume(self, principal: Principal, id: UUID) -> WebhookOut:
        """Let it go on, with what waited."""
        ...

    async def remove(self, principal: Principal, id: UUID) -> None:
        """Remove it; what waits for it is called off."""
        ...


class ReadWebhookLogUseCase(Protocol):
    """Shows what was told, and tells it again. `NotFound` where the workspace has no such endpoint."""

    async def log(
        self, principal: Principal, id: UUID, *, limit: int, cursor: str | None
    ) -> EventDeliveryPage:
        """Give a page of what an endpoint was told."""
        ...

    async def test(self, principal: Principal, id: UUID) -> EventDeliveryOut:
        """Send it an event that says that nothing happened."""
        ...

    async def replay(self, principal: Principal, id: UUID, what: ReplayIn) -> ReplayOut:
        """Send again, under the same ids; up to 10,000 at once, the oldest first."""
        ...
