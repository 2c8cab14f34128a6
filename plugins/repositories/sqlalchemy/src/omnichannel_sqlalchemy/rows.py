"""From rows to domain values and back; pure. Columns stand in the order of the fields."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Column, Table

from omnichannel.application.ports.outbound.idempotency_repository import StoredAnswer
from omnichannel.domain.account import Account
from omnichannel.domain.audit import AuditEntry
from omnichannel.domain.change import Change
from omnichannel.domain.connection import Choice, Connection
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.lane import Lane
from omnichannel.domain.media import MediaAsset
from omnichannel.domain.message import Message
from omnichannel.domain.outcome import Evidence
from omnichannel.domain.recipient_list import RecipientList, RefusedRow
from omnichannel.domain.template import Template
from omnichannel.domain.walltime import WallTime
from omnichannel.domain.webhook import Webhook
from omnichannel_sqlalchemy import tables
from omnichannel_sqlalchemy.bodies import body_from_message, parts_from_body
from omnichannel_sqlalchemy.columns import instant_from, microseconds


def columns_of(kind: type[Any], table: Table) -> list[Column[Any]]:
    """Give the columns of *table* that keep the fields of the dataclass *kind*, in their order."""
    return [table.c[field.name] for field in fields(kind)]


ACCOUNT = columns_of(Account, tables.accounts)
ANSWER = columns_of(StoredAnswer, tables.idempotency)
ASSET = columns_of(MediaAsset, tables.media)
ATTEMPT = list(tables.attempts.c)[:12]
CHANGE = columns_of(Change, tables.changes)
CONNECTION = columns_of(Connection, tables.connections)
DELIVERY = columns_of(ChannelDelivery, tables.deliveries)
FAN_OUT = columns_of(FanOut, tables.fan_outs)
LIST = columns_of(RecipientList, tables.recipient_lists)
ENTRY = columns_of(AuditEntry, tables.audit)
TEMPLATE = columns_of(Template, tables.templates)
WEBHOOK = columns_of(Webhook, tables.webhooks)
LANE = columns_of(Lane, tables.lanes)
MESSAGE = list(tables.messages.c)

_SCHEDULE = ("local", "zone", "planned_at", "fold")
_PLAIN_MESSAGE = [column.name for column in MESSAGE if column.name not in (*_SCHEDULE, "body")]


def row_from(value: Any) -> dict[str, Any]:
    """Give the row of a value whose fields are its columns (account, delivery, asset, answer, entry)."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def row_from_connection(connection: Connection) -> dict[str, Any]:
    """Give the row of a connection."""
    choices = [
        [one.external_id, one.name, one.handle, microseconds(one.expires_at)] for one in connection.choices
    ]
    return row_from(connection) | {"choices": choices}


def connection_from_row(row: Sequence[Any]) -> Connection:
    """Give the connection of a row of `CONNECTION`."""
    facts = dict(zip((column.name for column in CONNECTION), row, strict=True))
    choices = tuple(
        Choice(external_id, name, handle, instant_from(expires_at))
        for external_id, name, handle, expires_at in facts["choices"]
    )
    return Connection(**facts | {"choices": choices})


def row_from_delivery(delivery: ChannelDelivery) -> dict[str, Any]:
    """Give the row of a new delivery."""
    return row_from(delivery) | {"steps": dict(delivery.steps)}


def row_from_asset(asset: MediaAsset) -> dict[str, Any]:
    """Give the row of an asset, with what is searched."""
    return row_from(asset) | {"folded": f"{asset.filename}\n{asset.alt_text or ''}".casefold()}


def row_from_template(template: Template) -> dict[str, Any]:
    """Give the row of a template."""
    return row_from(template) | {"body": dict(template.body), "folded_name": template.name.casefold()}


def row_from_list(kept: RecipientList) -> dict[str, Any]:
    """Give the row of a list of people."""
    return row_from(kept) | {"refused": [asdict(row) for row in kept.refused]}


def list_from_row(row: Sequence[Any]) -> RecipientList:
    """Give the list of a row of `LIST`."""
    facts = dict(zip((column.name for column in LIST), row, strict=True))
    return RecipientList(**facts | {"refused": tuple(RefusedRow(**refused) for refused in facts["refused"])})


def fan_out_from_row(row: Sequence[Any]) -> FanOut:
    """Give the fan-out of a row of `FAN_OUT`."""
    return FanOut(**dict(zip((column.name for column in FAN_OUT), row, strict=True)))


def row_from_webhook(webhook: Webhook) -> dict[str, Any]:
    """Give the row of a webhook."""
    return row_from(webhook) | {"events": list(webhook.events)}


def webhook_from_row(row: Sequence[Any]) -> Webhook:
    """Give the webhook of a row of `WEBHOOK`."""
    facts = dict(zip((column.name for column in WEBHOOK), row, strict=True))
    return Webhook(**facts | {"events": tuple(facts["events"])})


def row_from_message(message: Message) -> dict[str, Any]:
    """Give the row of a message."""
    row = {name: getattr(message, name) for name in _PLAIN_MESSAGE}
    time = message.schedule
    row |= {"local": None, "zone": None, "planned_at": None, "fold": None}
    if time is not None:
        row |= {"local": time.local, "zone": time.zone, "planned_at": time.instant, "fold": time.fold}
    return row | {"body": body_from_message(message)}


def message_from_row(row: Sequence[Any]) -> Message:
    """Give the message of a row of `MESSAGE`."""
    (
        id,
        workspace_id,
        body,
        editorial,
        created_at,
        updated_at,
        created_by,
        *time,
        on_unknown,
        version,
        digest,
    ) = row
    content, targets, variants, options, lateness = parts_from_body(body)
    return Message(
        id,
        workspace_id,
        content,
        targets,
        editorial,
        created_at,
        updated_at,
        created_by,
        WallTime(*time) if time[0] is not None else None,
        variants,
        options,
        on_unknown,
        version,
        digest,
        lateness,
    )


def attempt_from_row(row: Sequence[Any]) -> Attempt:
    """Give the attempt of a row of `ATTEMPT`."""
    delivery_id, fence, action, started_at, ended_at, outcome, kind, reason, *seen = row
    return Attempt(delivery_id, fence, action, started_at, ended_at, outcome, kind, reason, Evidence(*seen))
