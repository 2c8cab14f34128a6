"""Sign-ins under way, in SQL."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from omnichannel.domain.connection import Connection, ConnectionState
from omnichannel_sqlalchemy.rows import CONNECTION, connection_from_row, row_from_connection
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import connections

_c = connections.c
_OPEN = (ConnectionState.WAITING, ConnectionState.CHOOSING)


class SqlAlchemyConnectionRepository:
    """Keeps connections for a short while."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, connection: Connection) -> None:
        """Add a new connection; its ticket is new."""
        self._scope.admit([connection.workspace_id])
        await self._scope.insert(connections, [row_from_connection(connection)])

    async def waits(self, ticket: str, *, now: datetime) -> bool:
        """Say whether `take` would find something."""
        mine = (_c.ticket == ticket, _c.expires_at > now, *self._scope.visible(connections))
        return bool(await self._scope.select(select(_c.id).where(*mine)))

    async def take(self, ticket: str, *, now: datetime) -> Connection | None:
        """Use the *ticket* up; None where nobody has it, it was used, or its time is over."""
        mine = (_c.ticket == ticket, _c.expires_at > now, *self._scope.visible(connections))
        taken = update(connections).where(*mine).values(ticket=None).returning(*CONNECTION)
        rows = await self._scope.select(taken)
        return connection_from_row(rows[0]) if rows else None

    async def get_by_id(self, id: UUID) -> Connection | None:
        """Give the connection, or None where the workspace has none such."""
        mine = select(*CONNECTION).where(_c.id == id, *self._scope.visible(connections))
        rows = await self._scope.select(mine)
        return connection_from_row(rows[0]) if rows else None

    async def save(self, connection: Connection, *, now: datetime) -> bool:
        """Replace a connection that is still open at *now*; False where it is not."""
        mine = (_c.id == connection.id, _c.state.in_(_OPEN), _c.expires_at > now)
        saved = update(connections).where(*mine, *self._scope.visible(connections))
        return (await self._scope.run(saved.values(row_from_connection(connection)))).rowcount == 1

    async def forget(self, *, before: datetime) -> int:
        """Drop connections that expired earlier. Gives how many."""
        old = delete(connections).where(_c.expires_at < before, *self._scope.visible(connections))
        return (await self._scope.run(old)).rowcount
