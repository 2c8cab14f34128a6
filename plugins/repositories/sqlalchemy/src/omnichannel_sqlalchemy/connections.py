"""Connections to SQLite, each in a thread of its own, and what a transaction on one of them can do."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Engine
from sqlalchemy.sql import Executable

from omnichannel_sqlalchemy.worker_thread import WorkerThread

T = TypeVar("T")
Row = Sequence[Any]
Values = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Rows:
    """What a statement gave, whole: *rowcount* says how many rows it changed."""

    rowcount: int
    rows: Sequence[Row] = ()

    def all(self) -> Sequence[Row]:
        """Give all rows."""
        return self.rows

    def first(self) -> Row | None:
        """Give the first row, or None where there is none."""
        return self.rows[0] if self.rows else None

    def scalars(self) -> list[Any]:
        """Give the first value of each row."""
        return [row[0] for row in self.rows]

    def scalar_one(self) -> Any:
        """Give the first value of the only row."""
        ((value, *_),) = self.rows
        return value

    def scalar_one_or_none(self) -> Any:
        """Give the first value of the only row, or None where there is none."""
        return self.rows[0][0] if self.rows else None


@dataclass(slots=True)
class SqliteConnection:
    """
    A connection, opened by the first transaction and kept.

    A transaction begins with its first statement. Whatever is called runs in the connection's thread.
    """

    engine: Engine
    thread: WorkerThread
    _connection: Connection | None = field(default=None, init=False)
    _is_open: bool = field(default=False, init=False)

    async def execute(self, statement: Executable, values: Values) -> Rows:
        """Execute a statement; gives its rows, all of them."""
        return await self.call(lambda connection: rows_of(connection.execute(statement, values)))

    async def call(self, work: Callable[[Connection], T]) -> T:
        """Do *work*, which may be several statements, with one change of threads."""
        self._is_open = True
        return await self.thread.run(lambda: work(self._opened()))

    async def commit(self) -> None:
        """Make what was written durable."""
        await self.call(Connection.commit)
        self._is_open = False

    async def leave(self) -> None:
        """Undo what was not committed."""
        if self._is_open:
            self._is_open = False
            await self.thread.run(self._undo)

    async def close(self) -> None:
        """Close the connection and end its thread."""
        await self.thread.run(self._close)
        await self.thread.stop()

    def _opened(self) -> Connection:
        if self._connection is None:
            self._connection = self.engine.connect()
        return self._connection

    def _undo(self) -> None:
        if self._connection is not None:
            self._connection.rollback()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.engine.dispose()


def rows_of(result: CursorResult[Any]) -> Rows:
    """Read a result to its end."""
    if result.returns_rows:
        rows = result.all()
        return Rows(len(rows), rows)
    return Rows(result.rowcount)


class ConnectionPool:
    """
    So many connections, each given to one unit of work at a time; who waits longest is served first.

    Args:
        name: what the threads are called.
    """

    def __init__(self, engine: Engine, size: int, *, name: str) -> None:
        self._all = [SqliteConnection(engine, WorkerThread(f"{name}-{number}")) for number in range(size)]
        self._free = list(self._all)
        self._turn = asyncio.Semaphore(size)

    async def take(self) -> SqliteConnection:
        """Wait for a connection; the one that was used last is taken first."""
        await self._turn.acquire()
        return self._free.pop()

    def give_back(self, connection: SqliteConnection) -> None:
        """Let somebody else have it."""
        self._free.append(connection)
        self._turn.release()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[SqliteConnection]:
        """Take a connection while the context is open; what was not committed is undone."""
        taken = await self.take()
        try:
            yield taken
        finally:
            try:
                await taken.leave()
            finally:
                self.give_back(taken)

    async def close(self) -> None:
        """Wait until nobody has a connection, then close them all."""
        for _ in self._all:
            await self._turn.acquire()
        try:
            for one in self._all:
                await one.close()
        finally:
            for _ in self._all:
                self._turn.release()
