"""Everything there is, out of the tables and back into them, page by page along the primary keys."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Select, case, exists, literal, or_, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from omnichannel_sqlalchemy import media_uses
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.shelves import SHELVES, Shelf


class SqlAlchemyArchiveRepository:
    """Reads and writes whole kinds of records."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def pages(self, kind: str, *, limit: int) -> AsyncIterator[Sequence[Any]]:
        """Give all visible records of *kind*, at most *limit* at once."""
        shelf, last = SHELVES[kind], None
        while True:
            rows = await self._scope.select(self._page(shelf, last).limit(limit))
            if rows:
                yield [shelf.read(row[: len(shelf.columns)]) for row in rows]
            if len(rows) < limit:
                return
            last = rows[-1][len(shelf.columns) :]

    def _page(self, shelf: Shelf, last: Sequence[Any] | None) -> Select[Any]:
        key = list(shelf.table.primary_key)
        page = select(*shelf.columns, *(column.label(f"key_{column.name}") for column in key))
        page = page.where(*self._filtered(shelf)).order_by(*key)
        if last is None:
            return page
        place = (literal(value, column.type) for value, column in zip(last, key, strict=True))
        return page.where(tuple_(*key) > tuple_(*place))

    def _filtered(self, shelf: Shelf) -> list[ColumnElement[bool]]:
        """Confine a page so that the primary key still gives the order: another index would need a sort."""
        return [case((visible, 1), else_=0) == 1 for visible in self._scope.visible(shelf.table)]

    async def add(self, kind: str, records: Sequence[Any]) -> None:
        """Insert *records* with one statement."""
        shelf = SHELVES[kind]
        rows = [shelf.write(record) for record in records]
        self._scope.admit(row["workspace_id"] for row in rows)
        try:
            await self._scope.insert(shelf.table, rows)
            if kind == "messages":
                await media_uses.add(self._scope, records)
        except IntegrityError as error:
            raise ValueError(f"records of {kind} contradict each other or what is stored") from error

    async def is_empty(self) -> bool:
        """Look for a first row in each table, in one statement."""
        some = [
            exists(select(literal(1)).select_from(shelf.table).where(*self._scope.visible(shelf.table)))
            for shelf in SHELVES.values()
        ]
        return not (await self._scope.run(select(or_(*some)))).scalar_one()
