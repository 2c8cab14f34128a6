"""
What databases say differently. Another database gets a class of its own here and nowhere else.

Hot statements take any number of rows as one JSON parameter: one text to compile, one round trip.
"""

import json
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import FromClause, Table, bindparam, func, literal_column, select, type_coerce
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import BigInteger, Float, Text, TypeEngine

from omnichannel_sqlalchemy.columns import microseconds

_MICROSECOND = timedelta(microseconds=1)
Columns = Mapping[str, TypeEngine[Any]]


class Dialect(Hashable, Protocol):
    """The way one database says it."""

    def rows(self, name: str, columns: Columns) -> FromClause:
        """Give the rows that the parameter *name* brings, packed by `pack`, as a table."""
        ...

    def pack(self, rows: Iterable[Sequence[Any]]) -> str:
        """Write *rows* (None, text, numbers, UUIDs, instants, lengths of time) as the parameter's value."""
        ...

    def insert(self, table: Table) -> Insert:
        """Begin an INSERT that knows ON CONFLICT."""
        ...

    def without(self, document: ColumnElement[Any], key: str) -> ColumnElement[Any]:
        """Give the JSON object *document* without *key*, which holds no quotation mark."""
        ...

    def contains(self, text: ColumnElement[Any], sought: str) -> ColumnElement[bool]:
        """Say whether *text* contains *sought*, whatever the case of either."""
        ...

    def seconds(self, later: ColumnElement[Any], earlier: ColumnElement[Any]) -> ColumnElement[float]:
        """Give the seconds from one instant to another."""
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
        """Write an array of arrays; U+FFFD stands for what SQLite would cut a text at, or could not read."""
        packed = _encode(list(rows))
        return _UNSAFE.sub(_safe, packed) if "\\ud" in packed or "\\u0000" in packed else packed

    def insert(self, table: Table) -> Insert:
        """Begin SQLite's own INSERT."""
        return insert(table)

    def without(self, document: ColumnElement[Any], key: str) -> ColumnElement[Any]:
        """Quote the key, which need not be a plain name."""
        return func.json_remove(document, literal_column(f"'$.\"{key}\"'"), type_=document.type)

    def contains(self, text: ColumnElement[Any], sought: str) -> ColumnElement[bool]:
        """Fold both with `fold` (engine.py): SQLite's own comparison knows the cases of ASCII only."""
        return func.instr(func.fold(text), fold(sought)) > 0

    def seconds(self, later: ColumnElement[Any], earlier: ColumnElement[Any]) -> ColumnElement[float]:
        """Count microseconds."""
        elapsed = type_coerce(later, BigInteger()) - type_coerce(earlier, BigInteger())
        return type_coerce(elapsed / literal_column("1000000.0"), Float(asdecimal=False))


def fold(text: str | None) -> str | None:
    """Give *text* as it is compared where its case does not matter; None stays None."""
    return None if text is None else text.casefold()


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return microseconds(value)
    if isinstance(value, timedelta):
        return value // _MICROSECOND
    raise TypeError(f"a row cannot carry a {type(value).__name__}")


def _safe(found: re.Match[str]) -> str:
    return "\\ufffd" if found["unsafe"] else found[0]


SQLITE = SqliteDialect()

_UNSAFE = re.compile(r"\\\\|\\ud[89ab]..\\ud[c-f]..|(?P<unsafe>\\u0000|\\ud[89a-f]..)")
"""In JSON: a backslash, a character beyond U+FFFF, or (unsafe) a NUL or half of such a character."""

_encode = json.JSONEncoder(separators=(",", ":"), default=_plain).encode
