"""The scope of one unit of work: its connection, and the workspace it is confined to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Integer, Select, Table, bindparam, select
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
        confined = self.is_confined
        cut = {} if limit is None else {"limit": limit}
        statement = many_statement(self.dialect, tuple(columns), by=by, confined=confined, is_cut=bool(cut))
        return await self.select(statement, ids=self.dialect.pack((id,) for id in ids), **cut, **self.named)

    async def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert all *rows* with one statement."""
        if rows:
            await self.connection.execute(self.dialect.insert(table), rows)


@cache
def many_statement(
    dialect: Dialect, columns: tuple[Column[Any], ...], *, by: str, confined: bool, is_cut: bool
) -> Select[Any]:
    """Select *columns* of the rows whose *by* is among :ids, by id; the first :limit where it is cut."""
    table = columns[0].table
    wanted = dialect.rows("ids", {"id": Id()})
    such = table.c[by].in_(select(wanted.c.id))
    found = select(*columns).where(such, *inside(table, confined=confined)).order_by(table.c.id)
    return found.limit(bindparam("limit", type_=Integer)) if is_cut else found


def inside(table: Table, *, confined: bool) -> list[ColumnElement[bool]]:
    """Give the condition that confines *table* to the parameter `workspace`, where one is wanted."""
    return [table.c.workspace_id == bindparam("workspace", type_=Id)] if confined else []
