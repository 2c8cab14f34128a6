"""WebhookRepository: which endpoints are told what, and how far the feed of changes was told."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID

from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.webhook import MessageHead, Webhook


class WebhookRepository(Protocol):
    """
    Keeps what endpoints hear, and the outbox: the place in the feed of changes up to which they were told.

    The outbox begins with the first webhook and ends with the last one. While there is none, nothing is kept
    and nothing needs to be read.
    """

    async def newest(self) -> int:
        """Give the place of the newest change of all workspaces; 0 before the first."""
        ...

    async def add(self, webhook: Webhook) -> None:
        """Add a webhook; the first one makes the outbox begin at its `heard_from`."""
        ...

    async def save(self, webhook: Webhook) -> None:
        """Replace what a webhook hears and how it is described."""
        ...

    async def remove(self, id: UUID) -> None:
        """Remove a webhook; the last one ends the outbox."""
        ...

    async def get_by_id(self, id: UUID) -> Webhook | None:
        """Give the webhook, or None where the workspace has none such."""
        ...

    async def of_workspaces(self, workspace_ids: Collection[UUID]) -> list[Webhook]:
        """Give the webhooks of these backstage workspaces, in the order of their ids, in one statement."""
        ...

    async def heads(self, message_ids: Collection[UUID]) -> dict[UUID, MessageHead]:
        """Give what events tell of messages, those that exist, in one statement."""
        ...

    async def texts(self, message_ids: Collection[UUID]) -> dict[UUID, str]:
        """Give what messages say, those that exist, in one statement."""
        ...

    async def place(self) -> int | None:
        """Give the place up to which the feed was told; None where there is no webhook."""
        ...

    async def advance(self, place: int, *, to: int) -> bool:
        """
        Move the outbox on, in one commit with what was made of the changes up to *to*.

        Returns:
            False, and nothing is changed, where it does not stand at *place* any more.
        """
        ...

    async def begin_anew(self) -> None:
        """Let all webhooks hear only what happens from now on: what was restored is no news."""
        ...

    async def replay(
        self,
        id: UUID,
        *,
        since: datetime | None,
        ids: Collection[UUID] = (),
        states: Collection[DeliveryState],
        now: datetime,
        limit: int,
    ) -> int:
        """
        Make deliveries to an endpoint due again as if they had never been tried, in one statement.

        Those whose events are of *since* or later (None: those of *ids*) and that are in one of *states* and
        not due by themselves, the oldest first, at most *limit* of them: `waiting`, `due_at` and `asked_at`
        *now*, no attempts, fence + 1.

        Returns:
            How many.
        """
        ...

    async def forget(self, *, before: datetime, limit: int) -> int:
        """
        Drop backstage messages made before *before* whose deliveries are all finished, and these with them.

        At most *limit* messages. Gives how many.
        """
        ...
