"""Which messages are wanted, as SQL conditions. A message's status is told as `message_status` tells it."""

from collections.abc import Iterable, Iterator

from sqlalchemy import and_, case, exists, literal, not_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from omnichannel.application.ports.outbound.message_repository import MessageFilter
from omnichannel.domain.delivery_state import ARRIVED, LEFT_OUT, DeliveryState
from omnichannel.domain.message_status import LOST, NOT_STARTED, Editorial, MessageStatus
from omnichannel_sqlalchemy.dialect import Dialect
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import accounts, deliveries, fan_outs, messages

_m, _d, _f = messages.c, deliveries.c, fan_outs.c
_COUNTING = frozenset(DeliveryState) - LEFT_OUT
_FANS_OUT = exists().where(_f.message_id == _m.id, _f.due_at.is_not(None))
_ASKS = or_(
    and_(_d.state == DeliveryState.UNKNOWN, _d.due_at.is_(None)),
    _d.state == DeliveryState.HELD,  # in a message that is no draft: it came too late
)

_IS_LOST = and_(_d.state.in_(sorted(LOST)), _d.handed_on_at.is_(None))
"""No later step of its chain tells what became of it."""


def conditions(only: MessageFilter, scope: Scope) -> Iterator[ColumnElement[bool]]:
    """Give the conditions of *only*, the dearest last."""
    if only.planned_from is not None:
        yield _m.planned_at >= only.planned_from
    if only.planned_before is not None:
        yield _m.planned_at < only.planned_before
    if only.account_id is not None:
        yield _is_sent_by(_d.account_id == only.account_id, _f.account_id == only.account_id)
    if only.channel is not None:
        of_channel = select(accounts.c.id).where(accounts.c.channel == only.channel)
        mine = of_channel.where(*scope.visible(accounts))
        yield _is_sent_by(_d.account_id.in_(mine), _f.account_id.in_(mine))
    if only.statuses:
        yield from _of_status(only.statuses, scope)
    if only.text is not None:
        yield _says(only.text, scope.dialect)


def _is_sent_by(by_delivery: ColumnElement[bool], by_fan_out: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whoever writes to a list has no delivery at first."""
    by_list = exists().where(_f.message_id == _m.id, by_fan_out)
    return or_(exists().where(_d.message_id == _m.id, by_delivery), by_list)


def _of_status(statuses: Iterable[MessageStatus], scope: Scope) -> Iterator[ColumnElement[bool]]:
    wanted = frozenset(statuses)
    if wanted == {MessageStatus.ATTENTION}:  # few among many: they are found by their deliveries
        yield _m.id.in_(select(_d.message_id).where(_ASKS, *scope.visible(deliveries)))
    yield _status().in_(sorted(wanted))


def _status() -> ColumnElement[str]:
    """Follow `message_status` line by line."""
    return case(
        (_m.editorial != Editorial.SCHEDULED, _m.editorial),
        (exists().where(_d.message_id == _m.id, _ASKS), literal(MessageStatus.ATTENTION.value)),
        (not_(or_(_has(_COUNTING), _FANS_OUT)), literal(MessageStatus.CANCELLED.value)),
        (not_(_has(_COUNTING - NOT_STARTED)), literal(MessageStatus.SCHEDULED.value)),
        (_FANS_OUT, literal(MessageStatus.PUBLISHING.value)),
        (_has(_COUNTING - ARRIVED - LOST - {DeliveryState.STANDBY}), literal(MessageStatus.PUBLISHING.value)),
        (not_(_has(LOST)), literal(MessageStatus.PUBLISHED.value)),
        (not_(_has(ARRIVED)), literal(MessageStatus.FAILED.value)),
        (not_(exists().where(_d.message_id == _m.id, _IS_LOST)), literal(MessageStatus.PUBLISHED.value)),
        else_=literal(MessageStatus.PARTIAL.value),
    )


def _has(states: Iterable[DeliveryState]) -> ColumnElement[bool]:
    return exists().where(_d.message_id == _m.id, _d.state.in_(sorted(states)))


def _says(text: str, dialect: Dialect) -> ColumnElement[bool]:
    content = _m.body["content"]
    return or_(*(dialect.contains(content[name].as_string(), text) for name in ("title", "text")))
