"""Which table keeps which kind of archived record, and how a row becomes a record and back. Pure."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Table

from omnichannel.application.ports.outbound.archive_repository import (
    ArchivedAttempt,
    ArchivedDelivery,
    ArchivedLane,
    ArchivedListedRecipient,
)
from omnichannel.application.ports.outbound.idempotency_repository import StoredAnswer
from omnichannel.domain.account import Account
from omnichannel.domain.audit import AuditEntry
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.lane import Lane, WaitsFor
from omnichannel.domain.media import MediaAsset
from omnichannel.domain.recipient_list import ListedRecipient
from omnichannel.domain.standing import address_key
from omnichannel.domain.template import Template
from omnichannel_sqlalchemy import tables
from omnichannel_sqlalchemy.rows import (
    ASSET,
    ATTEMPT,
    DELIVERY,
    FAN_OUT,
    LANE,
    LIST,
    MESSAGE,
    TEMPLATE,
    WEBHOOK,
    attempt_from_row,
    columns_of,
    fan_out_from_row,
    list_from_row,
    message_from_row,
    row_from,
    row_from_asset,
    row_from_delivery,
    row_from_list,
    row_from_message,
    row_from_template,
    row_from_webhook,
    webhook_from_row,
)
from omnichannel_sqlalchemy.standings import STANDING, row_from_standing, standing_from_row

LEFT_OUT = {
    "alembic_version": "the schema's own",
    "media_uses": "made anew from the messages",
    "changes": "a feed tells what happened in its own store",
    "forgotten_changes": "belongs to the feed",
    "connections": "signing in takes minutes, and is begun again",
    "outbox": "a place in the feed, which is not kept",
}
"""Tables that no archive holds, and why."""


class Shelf(NamedTuple):
    """Where one kind of record is kept."""

    table: Table
    columns: Sequence[Column[Any]]
    read: Callable[[Sequence[Any]], Any]
    write: Callable[[Any], dict[str, Any]]


def plain(table: Table, kind: type[Any]) -> Shelf:
    """Give the shelf of a dataclass whose fields are the columns of *table*."""
    return Shelf(table, columns_of(kind, table), lambda row: kind(*row), row_from)


def _lane(row: Sequence[Any]) -> ArchivedLane:
    return ArchivedLane(lane=Lane(*row[:-1]), workspace_id=row[-1])


def _row_of_lane(kept: ArchivedLane) -> dict[str, Any]:
    return row_from(kept.lane) | {"workspace_id": kept.workspace_id}


def _delivery(row: Sequence[Any]) -> ArchivedDelivery:
    waits_for, slot_turn, overdue_since = row[len(DELIVERY) :]
    return ArchivedDelivery(
        delivery=ChannelDelivery(*row[: len(DELIVERY)]),
        waits_for=waits_for,
        slot_turn=slot_turn,
        overdue_since=overdue_since,
    )


def _row_of_delivery(kept: ArchivedDelivery) -> dict[str, Any]:
    waits_for = kept.waits_for or (WaitsFor.SLOT if kept.has_slot else None)
    waits = {"waits_for": waits_for, "slot_turn": kept.slot_turn, "overdue_since": kept.overdue_since}
    return row_from_delivery(kept.delivery) | waits


def _attempt(row: Sequence[Any]) -> ArchivedAttempt:
    return ArchivedAttempt(attempt=attempt_from_row(row[:-2]), message_id=row[-2], workspace_id=row[-1])


def _row_of_attempt(kept: ArchivedAttempt) -> dict[str, Any]:
    row = row_from(kept.attempt) | row_from(kept.attempt.evidence)
    del row["evidence"]
    return row | {"message_id": kept.message_id, "workspace_id": kept.workspace_id}


def _listed(row: Sequence[Any]) -> ArchivedListedRecipient:
    return ArchivedListedRecipient(person=ListedRecipient(*row[2:]), list_id=row[0], workspace_id=row[1])


def _row_of_listed(kept: ArchivedListedRecipient) -> dict[str, Any]:
    key = address_key(kept.person.address)
    places = {"list_id": kept.list_id, "workspace_id": kept.workspace_id, "address_key": key}
    return row_from(kept.person) | places


_l, _d, _a = tables.lanes, tables.deliveries, tables.attempts
_p = tables.listed_recipients
_WAITS = [_d.c.waits_for, _d.c.slot_turn, _d.c.overdue_since]
_PERSON = [_p.c.list_id, _p.c.workspace_id, _p.c.position, _p.c.address, _p.c.name]
SHELVES = {
    "accounts": plain(tables.accounts, Account),
    "lanes": Shelf(_l, [*LANE, _l.c.workspace_id], _lane, _row_of_lane),
    "media": Shelf(tables.media, ASSET, lambda row: MediaAsset(*row), row_from_asset),
    "messages": Shelf(tables.messages, MESSAGE, message_from_row, row_from_message),
    "deliveries": Shelf(_d, [*DELIVERY, *_WAITS], _delivery, _row_of_delivery),
    "attempts": Shelf(_a, [*ATTEMPT, _a.c.message_id, _a.c.workspace_id], _attempt, _row_of_attempt),
    "recipients": Shelf(tables.recipients, STANDING, standing_from_row, row_from_standing),
    "recipient_lists": Shelf(tables.recipient_lists, LIST, list_from_row, row_from_list),
    "listed_recipients": Shelf(_p, _PERSON, _listed, _row_of_listed),
    "fan_outs": Shelf(tables.fan_outs, FAN_OUT, fan_out_from_row, row_from),
    "templates": Shelf(tables.templates, TEMPLATE, lambda row: Template(*row), row_from_template),
    "idempotency": plain(tables.idempotency, StoredAnswer),
    "audit": plain(tables.audit, AuditEntry),
    "webhooks": Shelf(tables.webhooks, WEBHOOK, webhook_from_row, row_from_webhook),
}
