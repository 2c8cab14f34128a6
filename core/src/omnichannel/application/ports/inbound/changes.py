"""What can be asked about changes."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from omnichannel.application.dtos.changes import ChangeOut, ChangePage
from omnichannel.domain.rights import Principal

Following = AbstractAsyncContextManager[AsyncIterator[Sequence[ChangeOut]]]


class FollowChangesUseCase(Protocol):
    """Follow what happens in a workspace."""

    async def page(self, principal: Principal, *, after: str | None, limit: int) -> ChangePage:
        """
        Give up to *limit* changes after a cursor; without one, from the oldest that is kept.

        Raises:
            InvalidRequest: the cursor is not one of ours.
            ChangesGone: something that came after it is no longer kept.
        """
        ...

    async def last(self, principal: Principal) -> str:
        """Give the newest cursor, from which a stream begins that is given none."""
        ...

    def follow(self, principal: Principal, *, after: str) -> Following:
        """
        Give changes after a cursor as they happen, in batches, until the server stops.

        An empty batch is a sign of life; one comes at least every 15 seconds. A slot is taken while the
        context is open.

        Raises:
            InvalidRequest, ChangesGone: as `page`, when the context is entered.
            TooManyListeners: when the context is entered; nothing was begun.
        """
        ...
