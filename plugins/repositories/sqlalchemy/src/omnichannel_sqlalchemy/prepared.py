"""Statements that are compiled once, for rows in their thousands: each row costs its binding and no more."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

_DIALECT = SQLiteDialect_pysqlite()


def parameters(fields: Mapping[str, TypeEngine[Any]]) -> dict[str, BindParameter[Any]]:
    """Give a parameter for each of *fields*."""
    return {name: bindparam(f"p_{name}", required=False, type_=kind) for name, kind in fields.items()}


class Prepared:
    """
    A statement with its text, and the places of its parameters in a row.

    Args:
        statement: uses `parameters(fields)`; other values in it are its own.
        fields: the fields of a row, in order. Rows bring them as the database keeps them.
    """

    def __init__(self, statement: ClauseElement, fields: Iterable[str]) -> None:
        compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        if not isinstance(compiled, SQLCompiler) or compiled.positiontup is None:
            raise TypeError(f"no statement with places: {statement}")
        places = {f"p_{name}": place for place, name in enumerate(fields)}
        own = [name for name in compiled.positiontup if name not in places]
        places |= {name: len(places) + place for place, name in enumerate(own)}
        self.sql = compiled.string
        self._own = tuple(_plain(compiled.binds.get(name), compiled.params[name]) for name in own)
        self._ordered = itemgetter(*(places[name] for name in compiled.positiontup))

    def run(self, connection: Connection, rows: Iterable[Sequence[Any]]) -> int:
        """Run it for each of *rows*; gives how many rows of the table it changed."""
        own, ordered = self._own, self._ordered
        return connection.exec_driver_sql(self.sql, [ordered((*row, *own)) for row in rows]).rowcount


def _plain(bound: BindParameter[Any] | None, value: Any) -> Any:
    """Give a statement's own value as the driver takes it."""
    process = bound.type.dialect_impl(_DIALECT).bind_processor(_DIALECT) if bound is not None else None
    return value if process is None else process(value)
