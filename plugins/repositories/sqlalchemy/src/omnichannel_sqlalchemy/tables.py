"""
Every table there is. The migrations lead here, and a test compares the two.

Columns stand in the order of the fields they keep (rows.py relies on it), then those of the store.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    and_,
    literal_column,
    text,
)

from omnichannel.domain.account import AccountState, PausedBy
from omnichannel.domain.change import ChangeType
from omnichannel.domain.connection import ConnectionState
from omnichannel.domain.delivery_state import UNPUBLISHED, DeliveryState
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.standing import SuppressionReason
from omnichannel.domain.walltime import Fold
from omnichannel_sqlalchemy.columns import Choice, Id, Instant, Point

_ENDED = sorted(UNPUBLISHED)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("channel", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("external_id", Text),
    Column("handle", Text),
    Column("state", Choice(AccountState), nullable=False),
    Column("pause_reason", Text),
    Column("sealed", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("paused_by", Choice(PausedBy)),
    Column("expires_at", Instant),
)
_named = and_(accounts.c.external_id.is_not(None), accounts.c.state != text("'removed'"))
Index(
    "uq_accounts_external_id",
    accounts.c.workspace_id,
    accounts.c.channel,
    accounts.c.external_id,
    unique=True,
    sqlite_where=_named,
    postgresql_where=_named,
)

connections = Table(
    "connections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("channel", String(64), nullable=False),
    Column("state", Choice(ConnectionState), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("ticket", String(64), unique=True),
    Column("return_to", Text),
    Column("choices", JSON, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("reason", Text),
)

lanes = Table(
    "lanes",
    metadata,
    Column("account_id", Id, ForeignKey("accounts.id"), primary_key=True),
    Column("arrival", Instant),
    Column("closed_until", Instant),
    Column("workspace_id", Id, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("body", JSON, nullable=False),  # content, variants, options, targets
    Column("editorial", Choice(Editorial), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("local", DateTime),
    Column("zone", String(64)),
    Column("planned_at", Instant),
    Column("fold", Choice(Fold)),
    Column("on_unknown", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
)
Index("ix_messages_page", messages.c.workspace_id, messages.c.created_at.desc(), messages.c.id.desc())
Index("ix_messages_planned", messages.c.workspace_id, messages.c.planned_at)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("message_id", Id, ForeignKey("messages.id"), nullable=False),
    Column("workspace_id", Id, nullable=False),
    Column("account_id", Id, ForeignKey("accounts.id"), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("state", Choice(DeliveryState), nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("address", Text),
    Column("recipient_name", Text),
    Column("due_at", Instant),
    Column("fence", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("external_id", Text),
    Column("url", Text),
    Column("kind", Choice(FailureKind)),
    Column("reason", Text),
    Column("fix", Text),
    Column("steps", JSON, nullable=False),
    Column("started_at", Instant),
    Column("sent_since", Instant),
    Column("published_at", Instant),
    # What a claim overwrites and its holder wants to know: RETURNING gives new values only.
    Column("came_from", Choice(DeliveryState)),
    Column("was_due_at", Instant),
    # Its due_at is a slot that its lane reserved: it has asked already and passes when it is claimed.
    Column("has_slot", Boolean, nullable=False, default=False),
)
_waits = deliveries.c.due_at.is_not(None)
Index("ix_deliveries_due", deliveries.c.due_at, deliveries.c.id, sqlite_where=_waits, postgresql_where=_waits)
Index("ix_deliveries_state", deliveries.c.message_id, deliveries.c.state)
_parked = and_(deliveries.c.state == text("'waiting'"), deliveries.c.due_at.is_(None))
Index("ix_deliveries_parked", deliveries.c.account_id, sqlite_where=_parked, postgresql_where=_parked)
UNFINISHED = text("state NOT IN ('published','delivered','read','failed','missed','cancelled','skipped')")
"""A text, since SQLite uses a partial index only where a statement says the index's own words."""
Index(
    "ix_deliveries_unfinished",
    deliveries.c.account_id,
    deliveries.c.due_at,
    sqlite_where=UNFINISHED,
    postgresql_where=UNFINISHED,
)
_posted = deliveries.c.external_id.is_not(None)
Index(
    "ix_deliveries_external_id",
    deliveries.c.account_id,
    deliveries.c.external_id,
    sqlite_where=_posted,
    postgresql_where=_posted,
)
Index("ix_deliveries_stands", deliveries.c.workspace_id, deliveries.c.state, deliveries.c.id)
Index("ix_deliveries_account", deliveries.c.account_id, deliveries.c.id)
Index("ix_deliveries_message", deliveries.c.message_id, deliveries.c.id)
Index("ix_deliveries_sender", deliveries.c.message_id, deliveries.c.account_id)
_out = deliveries.c.published_at.is_not(None)
Index(
    "ix_deliveries_published",
    deliveries.c.workspace_id,
    deliveries.c.published_at,
    deliveries.c.state,
    deliveries.c.channel,
    sqlite_where=_out,
    postgresql_where=_out,
)
_not_out = deliveries.c.state.in_(literal_column(f"'{state}'") for state in _ENDED)
Index(
    "ix_deliveries_ended",
    deliveries.c.workspace_id,
    deliveries.c.updated_at,
    deliveries.c.state,
    deliveries.c.channel,
    sqlite_where=_not_out,
    postgresql_where=_not_out,
)

attempts = Table(
    "attempts",
    metadata,
    Column("delivery_id", Id, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True),
    Column("fence", Integer, primary_key=True),
    Column("action", String(8), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("outcome", String(24), nullable=False),
    Column("kind", Choice(FailureKind)),
    Column("reason", Text),
    Column("status", Integer),
    Column("code", Text),
    Column("message", Text),
    Column("trace_id", Text),
    Column("workspace_id", Id, nullable=False),
    Column("message_id", Id, nullable=False, index=True),
)

media = Table(
    "media",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("media_type", String(128), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("filename", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("alt_text", Text),
    Column("focal_point", Point),
    Column("version", Integer, nullable=False),
    # Filename and alt text, case-folded: what is searched.
    Column("folded", Text, nullable=False),
)
Index("ix_media_page", media.c.workspace_id, media.c.created_at.desc(), media.c.id.desc())
Index("ix_media_sha256", media.c.sha256)

# Which messages refer to which asset. The key into media refuses a message whose asset was just removed.
media_uses = Table(
    "media_uses",
    metadata,
    Column("media_id", Id, ForeignKey("media.id"), primary_key=True),
    Column("message_id", Id, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True, index=True),
)

templates = Table(
    "templates",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("name", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("description", Text),
    Column("version", Integer, nullable=False),
    # The name case-folded: what is unique, and what is searched.
    Column("folded_name", Text, nullable=False),
)
Index("uq_templates_name", templates.c.workspace_id, templates.c.folded_name, unique=True)
Index("ix_templates_page", templates.c.workspace_id, templates.c.created_at.desc(), templates.c.id.desc())

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

fan_outs = Table(
    "fan_outs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("message_id", Id, ForeignKey("messages.id"), nullable=False),
    Column("account_id", Id, ForeignKey("accounts.id"), nullable=False),
    Column("list_id", Id, nullable=False),  # outlives its list
    Column("total", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("due_at", Instant),
    Column("fence", Integer, nullable=False),
    Column("backup_of", Instant),
)
_spreads = fan_outs.c.due_at.is_not(None)
Index("ix_fan_outs_due", fan_outs.c.due_at, fan_outs.c.id, sqlite_where=_spreads, postgresql_where=_spreads)
Index("ix_fan_outs_message_id", fan_outs.c.message_id)
Index("ix_fan_outs_list_id", fan_outs.c.list_id)
