"""What happened: stored answers, the audit log, the feed of changes, and who is told of it."""

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from omnichannel.domain.change import ChangeType
from omnichannel_sqlalchemy.columns import Choice, Id, Instant
from omnichannel_sqlalchemy.tables.base import metadata

idempotency = Table(
    "idempotency",
    metadata,
    Column("workspace_id", Id, primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("status", Integer, nullable=False),
    Column("headers", JSON, nullable=False, server_default="{}"),
    Column("leased_until", Instant),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("at", Instant, nullable=False),
    Column("detail", Text, nullable=False),
)
Index("ix_audit_subject", audit.c.subject_id, audit.c.at)

changes = Table(  # written by triggers of the database alone
    "changes",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("workspace_id", Id, nullable=False),
    Column("type", Choice(ChangeType), nullable=False),
    Column("at", Instant, nullable=False),
    Column("message_id", Id),
    Column("delivery_id", Id),
    Column("account_id", Id),
    Column("state", String(24)),
    sqlite_autoincrement=True,  # a place is never given twice
)
Index("ix_changes_page", changes.c.workspace_id, changes.c.seq)

forgotten_changes = Table(
    "forgotten_changes",
    metadata,
    Column("workspace_id", Id, primary_key=True),
    Column("seq", Integer, nullable=False),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Id, ForeignKey("accounts.id"), primary_key=True),
    Column("workspace_id", Id, nullable=False, index=True),
    Column("events", JSON, nullable=False),
    Column("heard_from", Integer, nullable=False),
    Column("description", Text),
)

# One row, while there is a webhook: the place up to which the feed was told.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("place", Integer, nullable=False),
)
