"""ConnectionRepository: sign-ins that are under way."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from omnichannel.domain.connection import Connection


class ConnectionRepository(Protocol):
    """Keeps connections for a short while."""

    async def add(self, connection: Connection) -> None:
        """Add a new connection; its ticket is new."""
        ...

    async def waits(self, ticket: str, *, now: datetime) -> bool:
        """Say whether `take` would find something; it reads only, and holds nothing up."""
        ...

    async def take(self, ticket: str, *, now: datetime) -> Connection | None:
        """
        Use the *ticket* up, with the same write that finds it: of two who bring it, one gets it.

        Returns:
            The connection, without its ticket. None where nobody has it, it was used, or its time is
            over: the caller cannot tell which.
        """
        ...

    async def get_by_id(self, id: UUID) -> Connection | None:
        """Give the connection, or None where the workspace has none such."""
        ...

    async def save(self, connection: Connection, *, now: datetime) -> bool:
        """
        Replace a connection that is still open: `waiting` or `choosing`, and not expired at *now*.

        Returns:
            False, and nothing is changed, where it is not.
        """
        ...

    async def forget(self, *, before: datetime) -> int:
        """Drop connections that expired earlier, sealed credentials and all. Gives how many."""
        ...
