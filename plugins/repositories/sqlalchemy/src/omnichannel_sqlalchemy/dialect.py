"""
What databases say differently. Another database gets a class of its own here and nowhere else.

Hot statements take any number of rows as one JSON parameter: one text to compile, one round trip.
"""

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import FromClause, Table, bindparam, func, literal_column, select, type_coerce
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import Text, TypeEngine

from omnichannel_sqlalchemy.columns import microseconds

Columns = Mapping[str, TypeEngine[Any]]


class Dialect(Hashable, Protocol):
    """The way one database says it."""

    def rows(self, name: str, columns: Columns) -> FromClause:
        """Give the rows that the parameter *name* brings, packed by `pack`, as a table."""
        ...

    def pack(self, rows: Iterable[Sequence[Any]]) -> str:
        """Write *rows* (None, text, numbers, UUIDs, instants) as the parameter's value."""
        ...

    def insert(self, table: Table) -> Insert:
        """Begin an INSERT that knows ON CONFLICT."""
        ...

    def without(self, document: ColumnElement[Any], key: str) -> ColumnElement[Any]:
        """Give the JSON object *document* without *key*, which holds no quotation mark."""
        ...


class SqliteDialect:
    """SQLite 3.35 or newer: `json_each` over arrays; ids as 32 hexadecimal digits."""

    def rows(self, name: str, columns: Columns) -> FromClause:
        """Take the arrays apart by position."""
        each = func.json_each(bindparam(name, type_=Text)).table_valued("value", name=f"{name}_each")
        fields = [
            type_coerce(func.json_extract(each.c.value, literal_column(f"'$[{place}]'")), kind).label(column)
            for place, (column, kind) in enumerate(columns.items())
        ]
        return select(*fields).select_from(each).subquery(name)

    def pack(self, rows: Iterable[Sequence[Any]]) -> str:
        """Write an array of arrays."""
        return _encode(list(rows))

    def insert(self, table: Table) -> Insert:
        """Begin SQLite's own INSERT."""
        return insert(table)

    def without(self, document: ColumnElement[Any], key: str) -> ColumnElement[Any]:
        """Quote the key, which need not be a plain name."""
        return func.json_remove(document, literal_column(f"'$.\"{key}\"'"), type_=document.type)


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return microseconds(value)
    raise TypeError(f"a row cannot carry a {type(value).__name__}")


SQLITE = SqliteDialect()

_encode = json.JSONEncoder(separators=(",", ":"), default=_plain).encode
