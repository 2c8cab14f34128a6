"""FanOutRepository: which deliveries to lists are still to be made."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from omnichannel.domain.fan_out import FanOut


class FanOutRepository(Protocol):
    """Keeps fan-outs. Their rows decide, as those of deliveries do: claimed with a lease, then resumed."""

    async def add(self, new: Sequence[FanOut]) -> None:
        """Add new fan-outs, in one statement."""
        ...

    async def of_messages(self, message_ids: Collection[UUID]) -> list[FanOut]:
        """Give the fan-outs of these messages, in the order of their ids, in one statement."""
        ...

    async def claim_due(self, *, now: datetime, lease: timedelta) -> FanOut | None:
        """
        Claim the one with `due_at <= now` that is due the longest; None where there is none.

        With the same write: fence + 1 and `due_at = now + lease`. Two claimers never get the same one
        while its lease lasts.

        Returns:
            It, as it stands after the claim.
        """
        ...

    async def advance(self, after: FanOut) -> bool:
        """
        Write position and `due_at` of a claimed fan-out.

        In one commit with the deliveries up to that position, so that both are there or neither is.

        Returns:
            False, and nothing is changed, where the stored fence is another, or it is gone.
        """
        ...

    async def stop(self, message_id: UUID) -> int:
        """Let nobody go on with a message's unfinished fan-outs: no `due_at`, fence + 1. Gives how many."""
        ...

    async def remove(self, message_id: UUID) -> None:
        """Remove the fan-outs of a message; who holds a claim on one can no longer write."""
        ...

    async def next_due(self) -> datetime | None:
        """Give the earliest `due_at` of all, or None where nothing is to be made."""
        ...
