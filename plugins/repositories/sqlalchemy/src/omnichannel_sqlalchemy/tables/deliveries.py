"""Deliveries, their attempts, and what is still to be made for lists."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    literal_column,
    text,
)

from omnichannel.domain.delivery_state import UNPUBLISHED, DeliveryState
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.lane import WaitsFor
from omnichannel_sqlalchemy.columns import Choice, Id, Instant, Steps
from omnichannel_sqlalchemy.tables.base import metadata

_ENDED = sorted(UNPUBLISHED)

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
    Column("steps", Steps, nullable=False),
    Column("started_at", Instant),
    Column("sent_since", Instant),
    Column("published_at", Instant),
    Column("asked_at", Instant),
    Column("chain_id", Id),
    Column("chain_step", Integer, nullable=False, server_default="0"),
    Column("chain_wait_seconds", Integer),
    Column("handed_on_at", Instant),
    Column("parked", Boolean, nullable=False, default=False),
    # What a claim overwrites and its holder wants to know: RETURNING gives new values only.
    Column("came_from", Choice(DeliveryState)),
    Column("was_due_at", Instant),
    # Why it waits. Where due_at is a slot that its lane reserved, it has asked already and passes when it
    # is claimed, as long as the lane has not turned since.
    Column("waits_for", Choice(WaitsFor)),
    Column("slot_turn", Integer, nullable=False, default=0),
    # Since when it should have gone out; what waits for an account, or for a slot, is due later.
    Column("overdue_since", Instant),
)
_waits = deliveries.c.due_at.is_not(None)
Index("ix_deliveries_due", deliveries.c.due_at, deliveries.c.id, sqlite_where=_waits, postgresql_where=_waits)
Index("ix_deliveries_state", deliveries.c.message_id, deliveries.c.state)
PARKED = text("parked")
Index("ix_deliveries_parked", deliveries.c.account_id, sqlite_where=PARKED, postgresql_where=PARKED)
UNFINISHED = text("state NOT IN ('published','delivered','read','failed','missed','cancelled','skipped')")
"""A text, since SQLite uses a partial index only where a statement says the index's own words."""
Index(
    "ix_deliveries_unfinished",
    deliveries.c.account_id,
    deliveries.c.due_at,
    sqlite_where=UNFINISHED,
    postgresql_where=UNFINISHED,
)
_chained = deliveries.c.chain_id.is_not(None)
Index(
    "ix_deliveries_chain",
    deliveries.c.chain_id,
    deliveries.c.chain_step,
    sqlite_where=_chained,
    postgresql_where=_chained,
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
