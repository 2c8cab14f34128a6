"""Who may be written to, and uploaded lists of people."""

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

from omnichannel.domain.standing import SuppressionReason
from omnichannel_sqlalchemy.columns import Choice, Id, Instant
from omnichannel_sqlalchemy.tables.base import metadata

recipients = Table(
    "recipients",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("channel", String(64), nullable=False),
    Column("address", Text, nullable=False),
    Column("address_key", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("suppressed_reason", Choice(SuppressionReason)),
    Column("suppressed_since", Instant),
    Column("suppressed_note", Text),
    Column("opted_out_since", Instant),
    Column("opted_out_source", Text),
    Column("consent_given_at", Instant),
    Column("consent_source", Text),
    Column("consent_evidence", Text),
    Column("consent_withdrawn_at", Instant),
)
Index(
    "uq_recipients_address",
    recipients.c.workspace_id,
    recipients.c.channel,
    recipients.c.address_key,
    unique=True,
)
Index("ix_recipients_page", recipients.c.workspace_id, recipients.c.id)

recipient_lists = Table(
    "recipient_lists",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("name", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("refused_count", Integer, nullable=False),
    Column("refused", JSON, nullable=False),
    Column("first_address", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)
Index("ix_recipient_lists_page", recipient_lists.c.workspace_id, recipient_lists.c.id)

listed_recipients = Table(
    "listed_recipients",
    metadata,
    Column("list_id", Id, ForeignKey("recipient_lists.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("address", Text, nullable=False),
    Column("name", Text),
    Column("address_key", Text, nullable=False),
    Column("workspace_id", Id, nullable=False),
)
