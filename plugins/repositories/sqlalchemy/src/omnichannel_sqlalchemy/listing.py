"""
Which deliveries are wanted, found along the index in which the fewest others stand.

An index gives the deliveries of one state in their order, so that a page of several states is made of
a page of each.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Select, not_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.domain.delivery_state import ARRIVED, DeliveryState
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import deliveries

_d = deliveries.c
_ASKS = _d.due_at.is_(None) & (_d.state == DeliveryState.UNKNOWN)
_CROWDED = ARRIVED | {DeliveryState.HELD, DeliveryState.SCHEDULED, DeliveryState.CANCELLED}
"""States in which so many may be that those of one account are found by the account."""


def ids_statement(only: DeliveryFilter, scope: Scope, *, limit: int, before: UUID | None) -> Select[UUID]:
    """
    Select the ids of a page of those that *only* wants, and of more; the caller cuts and confines it.

    The workspace is a condition only where it leads to them: a condition more would tempt the database
    to walk the wrong index.
    """
    such = [*_which(only)]
    if before is not None:
        such.append(_d.id < before)
    pages = [
        select(_d.id).where(*walk, *such).order_by(_d.id.desc()).limit(limit).subquery()
        for walk in _walks(only, scope.visible(deliveries))
    ]
    found = union_all(*(select(page.c.id) for page in pages)).subquery("found")
    return select(found.c.id)


def _walks(only: DeliveryFilter, workspace: list[ColumnElement[bool]]) -> Iterator[list[ColumnElement[bool]]]:
    """Give the conditions of each walk."""
    account = [] if only.account_id is None else [_d.account_id == only.account_id]
    if only.message_id is not None:
        yield [_d.message_id == only.message_id, *account, *_in_states(only)]
    elif account and not only.states and not only.asks_person:
        yield account
    else:
        for state in sorted(_states(only)):
            by_account = bool(account) and state in _CROWDED
            yield [_d.state == state, *(account if by_account else [*workspace, *_besides(only)])]


def _besides(only: DeliveryFilter) -> Iterator[ColumnElement[bool]]:
    """Ask for the account in a way that no database takes for the way to find it."""
    if only.account_id is not None:
        yield _d.account_id.between(only.account_id, only.account_id)


def _states(only: DeliveryFilter) -> frozenset[DeliveryState]:
    asked = only.states or frozenset(DeliveryState)
    return asked & {DeliveryState.UNKNOWN} or asked if only.asks_person else asked


def _in_states(only: DeliveryFilter) -> Iterator[ColumnElement[bool]]:
    if only.states:
        yield _d.state.in_(sorted(only.states))


def _which(only: DeliveryFilter) -> Iterator[ColumnElement[bool]]:
    if only.channel is not None:
        yield _d.channel == only.channel
    if only.asks_person is not None:
        yield _ASKS if only.asks_person else not_(_ASKS)
