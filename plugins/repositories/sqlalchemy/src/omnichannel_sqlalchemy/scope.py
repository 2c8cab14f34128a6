"""The scope of one unit of work: its connection, and the workspace it is confined to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, bindparam, select
from sqlalchemy.sql import Executable
from sqlalchemy.sql.elements import ColumnElement

from omnichannel_sqlalchemy.columns import Id
from omnichannel_sqlalchemy.connections import Rows, SqliteConnection
from omnichannel_sqlalchemy.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Scope:
    """What all repositories of one unit of work share."""

    connection: SqliteConnection
    workspace_id: UUID | None
    dialect: Dialect

    @property
    def is_confined(self) -> bool:
        """Whether only one workspace may be seen."""
        return self.workspace_id is not None

    @property
    def named(self) -> dict[str, UUID]:
        """Give the parameter that confined statements ask for."""
        return {} if self.workspace_id is None else {"workspace": self.workspace_id}

    def visible(self, table: Table) -> list[ColumnElement[bool]]:
        """Give the condition that confines *table* to the rows that may be seen and changed."""
        return [] if self.workspace_id is None else [table.c.workspace_id == self.workspace_id]

    def admit(self, workspace_ids: Iterable[UUID]) -> None:
        """
        Let rows of these workspaces be written.

        Raises:
            ValueError: one of them is another than the unit of work's own.
        """
        foreign = set(workspace_ids) - {self.workspace_id} if self.is_confined else ()
        if foreign:
            raise ValueError(f"this unit of work is confined to the workspace {self.workspace_id}")

    async def run(self, statement: Executable, **values: Any) -> Rows:
        """Execute a statement."""
        return await self.connection.execute(statement, values)

    async def select(self, statement: Executable, **values: Any) -> Sequence[Sequence[Any]]:
        """Execute a statement and give its rows."""
        return (await self.run(statement, **values)).all()

    async def get_many(
        self, columns: Sequence[Column[Any]], ids: Iterable[UUID], *, by: str = "id", limit: int | None = None
    ) -> Sequence[Sequence[Any]]:
        """Select *columns* of the visible rows whose column *by* is among *ids*, by id; *limit* at most."""
        table = columns[0].table
        wanted = self.dialect.rows("ids", {"id": Id()})
        statement = select(*columns).where(table.c[by].in_(select(wanted.c.id)), *self.visible(table))
        first = statement.order_by(table.c.id).limit(limit)
        return await self.select(first, ids=self.dialect.pack((id,) for id in ids))

    async def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert all *rows* with one statement."""
        if rows:
            await self.connection.execute(self.dialect.insert(table), rows)


def inside(table: Table, *, confined: bool) -> list[ColumnElement[bool]]:
    """Give the condition that confines *table* to the parameter `workspace`, where one is wanted."""
    return [table.c.workspace_id == bindparam("workspace", type_=Id)] if confined else []
