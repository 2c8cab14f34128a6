"""Chains: what the end of one step means for the others, in the transaction that ends it."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, Connection, Text, Update, and_, case, exists, or_, select, update

from omnichannel.domain.chain import LIVE, SPARED, Sequel
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.message_status import Editorial
from omnichannel_sqlalchemy.columns import Id, Instant
from omnichannel_sqlalchemy.dialect import Dialect
from omnichannel_sqlalchemy.scope import inside
from omnichannel_sqlalchemy.tables import deliveries, messages

_d, _m = deliveries.c, messages.c


class StepEnd(NamedTuple):
    """
    A step that ended, when, and what follows.

    Attributes:
        renews: the patience of its message begins anew for the next step.
    """

    id: UUID
    at: datetime
    sequel: Sequel
    renews: bool = True


class Chainer:
    """
    Writes what ends of steps mean, on a connection that is at hand.

    Args:
        workspace_id: the only workspace that may be changed; None: all of them.
    """

    def __init__(self, connection: Connection, dialect: Dialect, workspace_id: UUID | None) -> None:
        self._connection, self._dialect = connection, dialect
        self._named = {} if workspace_id is None else {"workspace": workspace_id}

    def go_on(self, ends: Iterable[StepEnd]) -> None:
        """Write what follows from *ends*; no statement where nothing does."""
        ended, pack, confined = list(ends), self._dialect.pack, bool(self._named)
        if handing := [(one.id, one.at, one.renews) for one in ended if one.sequel.hands_on]:
            self._hand_on(pack(handing))
        if sparing := [(one.id, one.at, why) for one in ended if (why := one.sequel.spares) is not None]:
            spared = spare_statement(self._dialect, confined=confined)
            self._connection.execute(spared, {"spared": pack(sparing), **self._named})

    def _hand_on(self, ended: str) -> None:
        hand_on = hand_on_statement(self._dialect, confined=bool(self._named))
        chains = self._connection.execute(hand_on, {"ended": ended, **self._named}).scalars().all()
        if chains:
            begun = self._dialect.pack((id,) for id in chains)
            self._connection.execute(mark_statement(self._dialect), {"ended": ended, "chains": begun})


@cache
def hand_on_statement(dialect: Dialect, *, confined: bool) -> Update:
    """
    Let, of each chain in which a step of :ended ended, the first step that stands by take over.

    Not while another step is under way, has arrived or waits for evidence; nor in a draft. Its turn comes
    at once, but not before the time of its message. One that a backup's original may have sent is looked
    for first.
    """
    rows = dialect.rows("ended", {"id": Id(), "at": Instant(), "renews": Boolean()})
    ended, other = deliveries.alias("over"), deliveries.alias("other").c
    waits = and_(other.state == S.PUBLISHED, other.handed_on_at.is_(None))
    comes_first = and_(other.state == S.STANDBY, other.chain_step < _d.chain_step)
    hinders = exists().where(
        other.chain_id == _d.chain_id,
        other.id != rows.c.id,
        or_(other.state.in_(sorted(LIVE)), waits, comes_first),
    )
    turn = case((_m.planned_at > rows.c.at, _m.planned_at), else_=rows.c.at)
    return (
        update(deliveries)
        .where(ended.c.id == rows.c.id, _d.chain_id == ended.c.chain_id, _d.state == S.STANDBY)
        .where(_m.id == _d.message_id, _m.editorial == Editorial.SCHEDULED, ~hinders)
        .where(*inside(deliveries, confined=confined))
        .values(
            state=case((_d.sent_since.is_not(None), S.UNKNOWN), else_=S.SCHEDULED),
            due_at=turn,
            asked_at=case((rows.c.renews, turn), else_=_d.asked_at),
            updated_at=rows.c.at,
            fence=_d.fence + 1,
        )
        .returning(_d.chain_id)
    )


@cache
def mark_statement(dialect: Dialect) -> Update:
    """Note of those of :ended that stand in one of :chains that the next step took over."""
    rows = dialect.rows("ended", {"id": Id(), "at": Instant()})
    chains = dialect.rows("chains", {"chain_id": Id()})
    return (
        update(deliveries)
        .where(_d.id == rows.c.id, _d.chain_id.in_(select(chains.c.chain_id)))
        .values(handed_on_at=rows.c.at)
    )


@cache
def spare_statement(dialect: Dialect, *, confined: bool) -> Update:
    """Leave the other steps in the chains of :spared of which nothing was sent, with the reason."""
    rows = dialect.rows("spared", {"id": Id(), "at": Instant(), "reason": Text()})
    arrived = deliveries.alias("arrived").c
    return (
        update(deliveries)
        .where(arrived.id == rows.c.id, _d.chain_id == arrived.chain_id, _d.id != arrived.id)
        .where(_d.state.in_(sorted(SPARED)), *inside(deliveries, confined=confined))
        .values(
            state=S.SKIPPED,
            due_at=None,
            waits_for=None,
            overdue_since=None,
            parked=False,
            kind=None,
            reason=rows.c.reason,
            fix=None,
            updated_at=rows.c.at,
            fence=_d.fence + 1,
        )
    )
