"""Settling: statements one after the other, on a connection that is at hand."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, CursorResult
from sqlalchemy.sql import Executable

from omnichannel.domain.chain import NO_SEQUEL
from omnichannel.domain.settlement import Settlement
from omnichannel_sqlalchemy import settling
from omnichannel_sqlalchemy.chaining import Chainer
from omnichannel_sqlalchemy.dialect import Dialect


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
        self._chainer = Chainer(connection, dialect, workspace_id)

    def settle(self, settlements: Sequence[Settlement]) -> set[UUID]:
        """Write *settlements*; gives the ids of the deliveries that changed."""
        dialect, confined = self._dialect, self._is_confined
        rows = dialect.pack(settling.row_from_settlement(each) for each in settlements)
        plain = all(map(settling.is_plain, settlements))
        settle = settling.settle_statement(dialect, confined=confined, plain=plain)
        newest: Sequence[Sequence[Any]] = self._run(settle, rows=rows).all()
        told, late = _divided(settlements, newest)
        learned = self._publish_late(late)
        self._run(settling.keep_attempts_statement(dialect, confined=confined), rows=rows)
        self._tell_accounts(told)
        changed = [*told, *(each for each in late if each.delivery_id in learned)]
        self._let_next_go(changed)
        self._chainer.go_on(settling.end_of(each) for each in changed if each.sequel is not NO_SEQUEL)
        return {each.delivery_id for each in told} | learned

    def confirm(self, settlements: Sequence[Settlement]) -> set[UUID]:
        """Write what receipts say; gives the ids of the deliveries that changed."""
        dialect, confined = self._dialect, self._is_confined
        rows = dialect.pack(settling.row_from_settlement(each) for each in settlements)
        changed = set(self._run(settling.confirm_statement(dialect, confined=confined), rows=rows).scalars())
        told = [each for each in settlements if each.delivery_id in changed]
        kept = dialect.pack(settling.row_from_receipt(each) for each in told)
        self._run(settling.keep_attempts_statement(dialect, confined=confined), rows=kept)
        self._let_next_go(told)
        self._chainer.go_on(settling.end_of(each) for each in told)
        return changed

    def _publish_late(self, settlements: Sequence[Settlement]) -> set[UUID]:
        late = settling.published_late(settlements)
        if not late:
            return set()
        statement = settling.publish_late_statement(self._dialect, confined=self._is_confined)
        rows = self._dialect.pack(settling.row_from_settlement(each) for each in late)
        return set(self._run(statement, rows=rows).scalars())

    def _tell_accounts(self, settlements: Sequence[Settlement]) -> None:
        dialect, confined = self._dialect, self._is_confined
        if pauses := settling.pauses_from(settlements):
            self._run(settling.pause_statement(dialect, confined=confined), pauses=dialect.pack(pauses))
        if renewals := settling.renewals_from(settlements):
            self._run(settling.renew_statement(dialect, confined=confined), renewals=dialect.pack(renewals))
        if pauses or renewals:
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


def _divided(
    settlements: Sequence[Settlement], written: Sequence[Sequence[Any]]
) -> tuple[Sequence[Settlement], Sequence[Settlement]]:
    """Give those that were written, and the others; mostly there are no others, and nothing to compare."""
    if len(written) == len(settlements):
        return settlements, ()
    places = {(id, fence) for id, fence in written}
    told = [each for each in settlements if (each.delivery_id, each.fence) in places]
    return told, [each for each in settlements if (each.delivery_id, each.fence) not in places]
