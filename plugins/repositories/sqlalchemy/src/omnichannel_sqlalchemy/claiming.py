"""Claiming: one UPDATE takes what is due, one SELECT fetches what belongs to it, a third keeps the lanes."""

from collections.abc import Sequence
from functools import cache
from itertools import zip_longest
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Integer,
    Select,
    Text,
    Update,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.sql.elements import ColumnElement

from omnichannel.domain.account import Account
from omnichannel.domain.delivery import IRREVERSIBLE, ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.lane import Lane, WaitsFor
from omnichannel.domain.message import Message
from omnichannel_sqlalchemy.admission import STARTS, Taken
from omnichannel_sqlalchemy.columns import Choice, Id, Instant
from omnichannel_sqlalchemy.dialect import Columns, Dialect
from omnichannel_sqlalchemy.rows import ACCOUNT, DELIVERY, LANE, MESSAGE, message_from_row
from omnichannel_sqlalchemy.scope import inside
from omnichannel_sqlalchemy.tables import UNFINISHED, accounts, deliveries, lanes, messages

_d = deliveries.c
DUE_FROM = func.coalesce(messages.c.planned_at, messages.c.created_at, type_=Instant)
"""When a message's deliveries were to go out: what an account's line is ordered by."""
_TAKEN = (_d.came_from, _d.was_due_at, _d.waits_for, _d.slot_turn, _d.overdue_since)
_LANE = [func.coalesce(one, 0) if one is lanes.c.turns else one for one in LANE[1:]]
"""An account whose lane was never used has no row there."""
_now = bindparam("now", type_=Instant)
_lease_until = bindparam("lease_until", type_=Instant)


_ARRIVALS: Columns = {"arrival": Instant(), "pace_arrival": Instant(), "surge_arrival": Instant()}
_BACK: Columns = {
    "due_at": Instant(),
    "waits_for": Choice(WaitsFor),
    "slot_turn": Integer(),
    "overdue_since": Instant(),
    "parked": Boolean(),
}


class Belongings(NamedTuple):
    """The messages, accounts and lanes of claimed deliveries, by id."""

    messages: dict[UUID, Message]
    accounts: dict[UUID, Account]
    lanes: dict[UUID, Lane]


@cache
def claim_statement(dialect: Dialect, *, confined: bool, passes_over: bool) -> Update:
    """
    Take up to :limit deliveries that are due at :now, and lease them until :lease_until.

    The time is a bound parameter, so that the partial index finds the rows and gives their order. What
    expired is due at the end of a lease, which is no slot.
    """
    due = (
        select(_d.id)
        .where(_d.due_at <= _now, *inside(deliveries, confined=confined))
        .where(*(not_passed_over(dialect) if passes_over else ()))
        .order_by(_d.due_at, _d.id)
        .limit(bindparam("limit", type_=Integer))
    )
    starts, expired = _d.state.in_(STARTS), _d.state == S.PUBLISHING
    lost = and_(expired, not_(_goes_on()))
    return (
        update(deliveries)
        .where(_d.id.in_(due))
        .values(
            came_from=_d.state,
            was_due_at=_d.due_at,
            due_at=_lease_until,
            updated_at=_now,
            fence=_d.fence + 1,
            state=case((starts, S.PUBLISHING), (lost, S.UNKNOWN), else_=_d.state),
            attempts=_d.attempts + case((starts, 1), else_=0),
            started_at=case((starts, _now), else_=_d.started_at),
            sent_since=case((starts, func.coalesce(_d.sent_since, _now, type_=Instant)), else_=_d.sent_since),
            waits_for=case((expired, None), else_=_d.waits_for),
            parked=False,
        )
        .returning(*DELIVERY, *_TAKEN)
    )


def not_passed_over(dialect: Dialect) -> list[ColumnElement[bool]]:
    """
    Give the condition that leaves out the channels that the parameter `channels` names.

    What is published and waits for evidence asks nothing of its channel: the next step must not wait.
    """
    channels = dialect.rows("channels", {"channel": Text()})
    return [or_(_d.channel.not_in(select(channels.c.channel)), _d.state == S.PUBLISHED)]


def _goes_on() -> ColumnElement[bool]:
    """Say of a publication whose worker died what `Claim.action` says: that nothing can be out."""
    return and_(cast(_d.steps, Text) != "{}", _d.steps[IRREVERSIBLE].as_string().is_(None))


def uncounted() -> dict[str, ColumnElement[Any]]:
    """
    Give the values of a delivery whose claim came to nothing.

    The attempt that the claim began did not happen, and a first one leaves no time behind. One that was
    begun before, and went on with the claim, stays counted; and nothing is taken back twice.
    """
    began = and_(_d.state == S.PUBLISHING, _d.came_from.in_(STARTS))
    since = case((_d.sent_since == _d.started_at, None), else_=_d.sent_since)
    return {
        "attempts": _d.attempts - case((began, 1), else_=0),
        "started_at": case((began, since), else_=_d.started_at),
        "sent_since": case((began, since), else_=_d.sent_since),
    }


def taken_from_rows(rows: Sequence[Sequence[Any]]) -> list[Taken]:
    """Read what was taken, the longest due first."""
    until = len(DELIVERY)
    taken = [Taken(ChannelDelivery(*row[:until]), *row[until:]) for row in rows]
    return sorted(taken, key=lambda each: (each.was_due_at, each.delivery.id.int))


@cache
def belongings_statement(dialect: Dialect, *, confined: bool) -> Select[Any]:
    """
    Fetch messages and accounts, each once, side by side: the two halves of a row have nothing in common.
    """
    ids = dialect.rows("ids", {"message_id": Id(), "account_id": Id()})
    return (
        select(*MESSAGE, *ACCOUNT, *_LANE)
        .select_from(ids)
        .outerjoin(messages, and_(messages.c.id == ids.c.message_id, *inside(messages, confined=confined)))
        .outerjoin(accounts, and_(accounts.c.id == ids.c.account_id, *inside(accounts, confined=confined)))
        .outerjoin(lanes, lanes.c.account_id == accounts.c.id)
    )


def ids_of_belongings(taken: Sequence[Taken]) -> list[tuple[UUID | None, UUID | None]]:
    """Lay the distinct messages and the distinct accounts side by side."""
    message_ids = dict.fromkeys(each.delivery.message_id for each in taken)
    account_ids = dict.fromkeys(each.delivery.account_id for each in taken)
    return list(zip_longest(message_ids, account_ids))


def belongings_from_rows(rows: Sequence[Sequence[Any]]) -> Belongings:
    """Read messages, accounts and lanes."""
    found = Belongings({}, {}, {})
    until = len(MESSAGE) + len(ACCOUNT)
    for row in rows:
        if row[0] is not None:
            found.messages[row[0]] = message_from_row(row[: len(MESSAGE)])
        if (account_id := row[len(MESSAGE)]) is not None:
            found.accounts[account_id] = Account(*row[len(MESSAGE) : until])
            found.lanes[account_id] = Lane(account_id, *row[until:])
    return found


@cache
def keep_lanes_statement(dialect: Dialect) -> Insert:
    """Keep the arrival times of the lanes :lanes, whose void slots are given up with that."""
    rows = dialect.rows("lanes", {"account_id": Id(), "workspace_id": Id(), **_ARRIVALS})
    columns = [*rows.c.keys(), "turns"]
    insert = dialect.insert(lanes).from_select(columns, select(rows, literal_column("0")).where(true()))
    kept: dict[str, Any] = {name: insert.excluded[name] for name in _ARRIVALS}
    return insert.on_conflict_do_update(index_elements=[lanes.c.account_id], set_={**kept, "turned_at": None})


def row_from_lane(lane: Lane, workspace_id: UUID) -> tuple[Any, ...]:
    """Give what `keep_lanes_statement` writes."""
    return (lane.account_id, workspace_id, *(getattr(lane, name) for name in _ARRIVALS))


@cache
def push_back_statement(dialect: Dialect) -> Update:
    """Send the deliveries :back to `waiting`, until they are due, or parked until their account is woken."""
    rows = dialect.rows("back", {"id": Id(), **_BACK})
    waits = {name: rows.c[name] for name in _BACK}
    return update(deliveries).where(_d.id == rows.c.id).values(state=S.WAITING, **waits, **uncounted())


def number_in_line() -> ColumnElement[int]:
    """Number the deliveries of each account as its channel orders them: first planned, first sent."""
    return func.row_number().over(partition_by=_d.account_id, order_by=(DUE_FROM, _d.id))


@cache
def heads_statement(dialect: Dialect) -> Select[Any]:
    """Give of each of :accounts the first delivery that is under way at :now and is none of :ids."""
    asked = dialect.rows("accounts", {"id": Id()})
    taken = dialect.rows("ids", {"id": Id()})
    under_way = (_d.due_at.is_not(None), not_(_d.parked), or_(_d.state != S.SCHEDULED, _d.due_at <= _now))
    line = (
        select(_d.account_id, DUE_FROM.label("due_from"), _d.id, number_in_line().label("number"))
        .join(messages, messages.c.id == _d.message_id)
        .where(_d.account_id.in_(select(asked.c.id)), UNFINISHED, *under_way)
        .where(_d.id.not_in(select(taken.c.id)))
        .subquery()
    )
    return select(line.c.account_id, line.c.due_from, line.c.id).where(line.c.number == 1)


@cache
def leave_statement(dialect: Dialect) -> Update:
    """End or hold the deliveries :late, which come too late for their messages, each with its reason."""
    rows = dialect.rows("late", {"id": Id(), "state": Choice(S), "reason": Text()})
    ended = {"state": rows.c.state, "reason": rows.c.reason, "due_at": None, "waits_for": None}
    return update(deliveries).where(_d.id == rows.c.id).values(**ended, **uncounted())
