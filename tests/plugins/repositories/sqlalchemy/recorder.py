from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event


@dataclass(frozen=True)
class Executed:
    """A statement, and how SQLite would find its rows."""

    sql: str
    plan: list[str]


@contextmanager
def recording() -> Iterator[list[Executed]]:
    """Collect what any engine executes, but for the beginning of transactions."""
    executed: list[Executed] = []

    def listen(connection: Connection, _: Any, sql: str, parameters: Any, *__: Any) -> None:
        if sql.startswith(("BEGIN", "EXPLAIN", "PRAGMA")):
            return
        one = parameters[0] if isinstance(parameters, list) else parameters
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", one).all()
        executed.append(Executed(sql, [row[3] for row in plan]))

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield executed
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
