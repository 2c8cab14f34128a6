"""What can be asked about recipients."""

from typing import Protocol
from uuid import UUID

from omnichannel.application.dtos.recipients import (
    StandingList,
    StandingOut,
    StandingPage,
    StandingQuery,
    StandingsIn,
)
from omnichannel.domain.rights import Principal


class KeepRecipientsUseCase(Protocol):
    """Say who may be written to."""

    async def keep(self, principal: Principal, new: StandingsIn) -> StandingList:
        """
        Keep records, all in one commit. A part that a record leaves out stays as it was.

        Raises:
            InvalidRequest: an address comes twice, a record says nothing, or a time cannot be.
        """
        ...

    async def list(self, principal: Principal, query: StandingQuery) -> StandingPage:
        """
        List records, newest first; new ones do not move what follows a cursor.

        Raises:
            InvalidRequest: the cursor is not one of ours.
        """
        ...

    async def get(self, principal: Principal, id: UUID) -> StandingOut:
        """
        Give one record.

        Raises:
            NotFound: there is no such record in the workspace.
        """
        ...

    async def remove(self, principal: Principal, id: UUID) -> None:
        """Forget what is known of an address, so that it may be written to again. Raises as `get`."""
        ...
