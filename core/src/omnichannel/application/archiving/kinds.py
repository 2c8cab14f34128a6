"""
What an archive holds, kind by kind, in the order in which it is written back.

A new kind is one line here and one in each store's table of archived kinds; a test of the store says
which of its tables is in neither.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from pydantic import ConfigDict, TypeAdapter, ValidationError

from omnichannel.application.ports.outbound.archive_repository import (
    ArchivedAttempt,
    ArchivedDelivery,
    ArchivedLane,
    ArchivedListedRecipient,
)
from omnichannel.application.ports.outbound.idempotency_repository import StoredAnswer
from omnichannel.domain.account import Account
from omnichannel.domain.audit import AuditEntry
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.media import MediaAsset
from omnichannel.domain.message import Message
from omnichannel.domain.recipient_list import RecipientList
from omnichannel.domain.standing import Standing
from omnichannel.domain.template import Template
from omnichannel.domain.webhook import Webhook


class ArchiveKind(NamedTuple):
    """A kind of record: its name in the archive, and the dataclass that a record is."""

    name: str
    record: type[Any]


KINDS = (
    ArchiveKind("accounts", Account),
    ArchiveKind("lanes", ArchivedLane),
    ArchiveKind("media", MediaAsset),
    ArchiveKind("messages", Message),
    ArchiveKind("deliveries", ArchivedDelivery),
    ArchiveKind("attempts", ArchivedAttempt),
    ArchiveKind("recipients", Standing),
    ArchiveKind("recipient_lists", RecipientList),
    ArchiveKind("listed_recipients", ArchivedListedRecipient),
    ArchiveKind("fan_outs", FanOut),
    ArchiveKind("templates", Template),
    ArchiveKind("idempotency", StoredAnswer),
    ArchiveKind("audit", AuditEntry),
    ArchiveKind("webhooks", Webhook),
)
KIND = {kind.name: kind for kind in KINDS}
_CONFIG = ConfigDict(
    extra="forbid",
    ser_json_bytes="base64",
    val_json_bytes="base64",
    arbitrary_types_allowed=True,
)


class RecordUnreadable(ValueError):
    """A line of an archive is no record of its kind; what stands in it is not quoted."""


def lines_from_records(kind: ArchiveKind, records: Sequence[Any]) -> Iterable[bytes]:
    """Write each record as one line of JSON, with its line feed."""
    for row in _adapter(kind).dump_python(list(records), mode="json", round_trip=True):
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def records_from_lines(kind: ArchiveKind, lines: Sequence[bytes]) -> list[Any]:
    """
    Read records.

    Raises:
        RecordUnreadable: a line is none of this kind.
    """
    try:
        return _adapter(kind).validate_json(b"[" + b",".join(lines) + b"]")
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in fault["loc"][1:])
        raise RecordUnreadable(
            f"a record of {kind.name} is wrong at {place or 'its start'}: {fault['msg']}"
        ) from None


@cache
def _adapter(kind: ArchiveKind) -> TypeAdapter[list[Any]]:
    record: Any = kind.record
    return TypeAdapter(list[record], config=_CONFIG)
