"""
Which deliveries are wanted, found along the index in which the fewest others stand.

An index gives the deliveries of one state in their order, so that a page of several states is made of
a page of each.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Text, bindparam, not_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.domain.delivery_state import ARRIVED, DeliveryState
from omnichannel_sqlalchemy.columns import Id
from omnichannel_sqlalchemy.rows import DELIVERY
from omnichannel_sqlalchemy.scope import inside
from omnichannel_sqlalchemy.tables import deliveries

_d = deliveries.c
_ASKS = _d.due_at.is_(None) & (_d.state == DeliveryState.UNKNOWN)
_CROWDED = ARRIVED | {DeliveryState.HELD, DeliveryState.SCHEDULED, DeliveryState.CANCELLED}
"""States in which so many may be that those of one account are found by the account."""
_limit = bindparam("limit", type_=Integer)
_before, _message_id, _account_id = (
    bindparam(name, type_=Id) for name in ("before", "message_id", "account_id")
)


@dataclass(frozen=True, slots=True)
class Shape:
    """
    What a statement is made for: everything but the values, which are its parameters.

    Attributes:
        is_confined: whether only one workspace may be seen.
        goes_on: whether the page comes after another one.
    """

    is_confined: bool
    goes_on: bool
    by_message: bool
    by_account: bool
    by_channel: bool
    states: frozenset[DeliveryState]
    asks_person: bool | None


def shape_of(only: DeliveryFilter, *, is_confined: bool, before: UUID | None) -> Shape:
    """Say which statement finds a page of what *only* wants."""
    return Shape(
        is_confined=is_confined,
        goes_on=before is not None,
        by_message=only.message_id is not None,
        by_account=only.account_id is not None,
        by_channel=only.channel is not None,
        states=only.states,
        asks_person=only.asks_person,
    )


def values_of(only: DeliveryFilter, *, limit: int, before: UUID | None) -> Mapping[str, Any]:
    """Give the parameters of that statement."""
    values = {
        "message_id": only.message_id,
        "account_id": only.account_id,
        "channel": only.channel,
        "before": before,
        "limit": limit,
    }
    return {name: value for name, value in values.items() if value is not None}


@lru_cache(maxsize=256)
def page_statement(shape: Shape) -> Select[Any]:
    """Select a page of deliveries, newest first."""
    confined = inside(deliveries, confined=shape.is_confined)
    listed = select(*DELIVERY).where(_d.id.in_(_ids(shape)), *confined)
    return listed.order_by(_d.id.desc()).limit(_limit)


def _ids(shape: Shape) -> Select[UUID]:
    """
    Select the ids of a page, and of more; the caller cuts and confines it.

    The workspace is a condition only where it leads to them: a condition more would tempt the database
    to walk the wrong index.
    """
    such = [*_which(shape)]
    pages = [
        select(_d.id).where(*walk, *such).order_by(_d.id.desc()).limit(_limit).subquery()
        for walk in _walks(shape)
    ]
    found = union_all(*(select(page.c.id) for page in pages)).subquery("found")
    return select(found.c.id)


def _walks(shape: Shape) -> Iterator[list[ColumnElement[bool]]]:
    """Give the conditions of each walk."""
    account = [_d.account_id == _account_id] if shape.by_account else []
    workspace = inside(deliveries, confined=shape.is_confined)
    if shape.by_message:
        yield [_d.message_id == _message_id, *account, *_in_states(shape)]
    elif account and not shape.states and not shape.asks_person:
        yield account
    else:
        for state in sorted(_states(shape)):
            by_account = bool(account) and state in _CROWDED
            yield [_d.state == state, *(account if by_account else [*workspace, *_besides(shape)])]


def _besides(shape: Shape) -> Iterator[ColumnElement[bool]]:
    """Ask for the account in a way that no database takes for the way to find it."""
    if shape.by_account:
        yield _d.account_id.between(_account_id, _account_id)


def _states(shape: Shape) -> frozenset[DeliveryState]:
    asked = shape.states or frozenset(DeliveryState)
    return asked & {DeliveryState.UNKNOWN} or asked if shape.asks_person else asked


def _in_states(shape: Shape) -> Iterator[ColumnElement[bool]]:
    if shape.states:
        yield _d.state.in_(sorted(shape.states))


def _which(shape: Shape) -> Iterator[ColumnElement[bool]]:
    if shape.by_channel:
        yield _d.channel == bindparam("channel", type_=Text)
    if shape.asks_person is not None:
        yield _ASKS if shape.asks_person else not_(_ASKS)
    if shape.goes_on:
        yield _d.id < _before
