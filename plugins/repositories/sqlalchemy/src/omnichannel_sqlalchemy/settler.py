"""Settling: statements one after the other, on a connection that is at hand."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, CursorResult
from sqlalchemy.sql import Executable

from omnichannel.domain.settlement import Settlement
from omnichannel_sqlalchemy import settling
from omnichannel_sqlalchemy.dialect import Dialect

Row = tuple[Any, ...]


class Settler:
    """
    Writes what became of claims.

    Args:
        workspace_id: the only workspace that may be seen and changed; None: all of them.
    """

    def __init__(self, connection: Connection, dialect: Dialect, workspace_id: UUID | None) -> None:
        self._connection, self._dialect = connection, dialect
        self._named = {} if workspace_id is None else {"workspace": workspace_id}
        self._is_confined = workspace_id is not None
        self._workspace = None if workspace_id is None else workspace_id.hex

    def settle(self, settlements: Sequence[Settlement]) -> set[UUID]:
        """Write *settlements*; gives the ids of the deliveries that changed."""
        rows = [settling.row_from_settlement(each, self._workspace) for each in settlements]
        newest = self._written([row for each, row in zip(settlements, rows, strict=True) if not each.adopts])
        told = [each for each, row in zip(settlements, rows, strict=True) if row[:2] in newest]
        late = [(each, row) for each, row in zip(settlements, rows, strict=True) if row[:2] not in newest]
        learned = self._published_late(late)
        settling.keep_attempt_statement(self._dialect, confined=self._is_confined).run(self._connection, rows)
        self._tell_accounts(told)
        self._let_next_go([*told, *(each for each, _ in late if each.delivery_id in learned)])
        return {each.delivery_id for each in told} | learned

    def _written(self, rows: Sequence[Row]) -> set[Row]:
        """Write the rows whose fence is the newest; gives id and fence of those."""
        statement = settling.settle_statement(self._dialect, confined=self._is_confined)
        count = statement.run(self._connection, rows) if rows else 0
        places = {row[:2] for row in rows}
        if count in (0, len(rows)):
            return places if count else set()
        return places & self._fences(rows)

    def _fences(self, rows: Sequence[Row]) -> set[Row]:
        ids = self._dialect.pack(row[:1] for row in rows)
        fences = settling.fences_statement(self._dialect, confined=self._is_confined)
        found: Sequence[Sequence[Any]] = self._run(fences, ids=ids).all()
        return {(id.hex, fence) for id, fence in found}

    def _published_late(self, left: Sequence[tuple[Settlement, Row]]) -> set[UUID]:
        late = settling.published_late(left)
        if not late:
            return set()
        statement = settling.publish_late_statement(self._dialect, confined=self._is_confined)
        return set(self._run(statement, rows=self._dialect.pack(late)).scalars())

    def _tell_accounts(self, settlements: Sequence[Settlement]) -> None:
        dialect, confined = self._dialect, self._is_confined
        if pauses := settling.pauses_from(settlements):
            self._run(settling.pause_statement(dialect, confined=confined), pauses=dialect.pack(pauses))
            waits = dialect.pack(settling.waits_from(settlements))
            self._run(settling.wait_no_longer_statement(dialect, confined=confined), waits=waits)
        if lessons := settling.lessons_from(settlements):
            teach = settling.teach_lanes_statement(dialect, confined=confined)
            self._run(teach, lessons=dialect.pack(lessons))

    def _let_next_go(self, settlements: Sequence[Settlement]) -> None:
        if ends := settling.ends_from(settlements):
            statement = settling.let_next_go_statement(self._dialect, confined=self._is_confined)
            self._run(statement, ends=self._dialect.pack(ends))

    def _run(self, statement: Executable, **values: Any) -> CursorResult[Any]:
        return self._connection.execute(statement, values | self._named)
