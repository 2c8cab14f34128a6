"""Claiming: statements one after the other, on a connection that is at hand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, CursorResult
from sqlalchemy.sql import Executable

from omnichannel.domain.chain import Sequel
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.lane import FREE, LaneRules
from omnichannel_sqlalchemy import claiming
from omnichannel_sqlalchemy.admission import Admission, Place, Taken, admit, stands_still
from omnichannel_sqlalchemy.chaining import Chainer, StepEnd
from omnichannel_sqlalchemy.dialect import Dialect


class Claimer:
    """
    Claims what is due.

    Args:
        workspace_id: the only workspace that may be seen and changed; None: all of them.
    """

    def __init__(self, connection: Connection, dialect: Dialect, workspace_id: UUID | None) -> None:
        self._connection, self._dialect = connection, dialect
        self._named = {} if workspace_id is None else {"workspace": workspace_id}
        self._chainer = Chainer(connection, dialect, workspace_id)

    def claim(
        self,
        *,
        now: datetime,
        limit: int,
        lease: timedelta,
        rules: Mapping[str, LaneRules],
        passing_over: Collection[str],
    ) -> list[Claim]:
        """Claim up to *limit* deliveries that are due, the longest due first (see the port)."""
        lease_until = now + lease
        taken = self._taken(passing_over, now=now, limit=limit, lease_until=lease_until)
        if not taken:
            return []
        found = self._belongings(taken)
        heads = self._heads(taken, found, rules, now=now)
        said = admit(taken, **found._asdict(), rules=rules, heads=heads, now=now)
        self._write(said)
        if said.late:
            self._chainer.go_on(_missed(taken, said, now))
        return [
            Claim(
                each.delivery,
                each.came_from,
                found.messages[each.delivery.message_id],
                found.accounts[each.delivery.account_id],
                lease_until,
                each.was_due_at,
                found.lanes[each.delivery.account_id].learned,
                rules.get(each.delivery.channel, FREE).ordered,
            )
            for each in said.let_in(taken)
        ]

    def _taken(self, passing_over: Collection[str], **values: Any) -> list[Taken]:
        statement = claiming.claim_statement(
            self._dialect, confined=bool(self._named), passes_over=bool(passing_over)
        )
        if passing_over:
            values["channels"] = self._dialect.pack((name,) for name in passing_over)
        rows: Sequence[Sequence[Any]] = self._run(statement, **values, **self._named).all()
        return claiming.taken_from_rows(rows)

    def _belongings(self, taken: Sequence[Taken]) -> claiming.Belongings:
        statement = claiming.belongings_statement(self._dialect, confined=bool(self._named))
        ids = self._dialect.pack(claiming.ids_of_belongings(taken))
        rows: Sequence[Sequence[Any]] = self._run(statement, ids=ids, **self._named).all()
        return claiming.belongings_from_rows(rows)

    def _heads(
        self,
        taken: Sequence[Taken],
        found: claiming.Belongings,
        rules: Mapping[str, LaneRules],
        *,
        now: datetime,
    ) -> dict[UUID, Place]:
        """Give the heads of accounts whose posts go in order; nothing is asked where there are none."""
        begin = [each.delivery for each in taken if each.would_begin]
        asked = {
            one.account_id
            for one in begin
            if rules.get(one.channel, FREE).ordered and not stands_still(found.accounts[one.account_id], now)
        }
        if not asked:
            return {}
        pack = self._dialect.pack
        accounts, ids = pack((id,) for id in asked), pack((one.id,) for one in begin)
        statement = claiming.heads_statement(self._dialect)
        rows: Sequence[Sequence[Any]] = self._run(statement, accounts=accounts, ids=ids, now=now).all()
        return {row[0]: (row[1], row[2]) for row in rows}

    def _write(self, said: Admission) -> None:
        dialect = self._dialect
        if said.lanes:
            lanes = dialect.pack(claiming.row_from_lane(*changed) for changed in said.lanes)
            self._run(claiming.keep_lanes_statement(dialect), lanes=lanes)
        if said.back:
            back = dialect.pack((id, *how) for id, how in said.back.items())
            self._run(claiming.push_back_statement(dialect), back=back)
        if said.late:
            late = dialect.pack((id, state.value, reason) for id, (state, reason) in said.late.items())
            self._run(claiming.leave_statement(dialect), late=late)

    def _run(self, statement: Executable, **values: Any) -> CursorResult[Any]:
        return self._connection.execute(statement, values)


def _missed(taken: Sequence[Taken], said: Admission, now: datetime) -> list[StepEnd]:
    """Give those that came too late for their message; for the next step of their chain it is so, too."""
    chained = (each.delivery.id for each in taken if each.delivery.chain_id is not None)
    missed = (id for id in chained if id in said.late and said.late[id][0] is DeliveryState.MISSED)
    return [StepEnd(id, now, Sequel(hands_on=True), renews=False) for id in missed]
