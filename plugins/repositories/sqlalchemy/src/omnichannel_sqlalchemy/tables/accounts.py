"""Accounts, their lanes, and sign-ins under way."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    and_,
    text,
)

from omnichannel.domain.account import AccountState, PausedBy
from omnichannel.domain.connection import ConnectionState
from omnichannel_sqlalchemy.columns import Choice, Id, Instant, Span
from omnichannel_sqlalchemy.tables.base import metadata

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
    Column("refresh_at", Instant),
    Column("refresh_lease_until", Instant),
    Column("refresh_failures", Integer, nullable=False, default=0),
    Column("refresh_unclear", Boolean, nullable=False, default=False),
    Column("refresh_problem", Text),
    Column("refresh_first", Boolean, nullable=False, default=False),
    Column("refreshed_at", Instant),
)
_refreshes = accounts.c.refresh_at.is_not(None)
Index(
    "ix_accounts_refresh",
    accounts.c.refresh_at,
    accounts.c.id,
    sqlite_where=_refreshes,
    postgresql_where=_refreshes,
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
    # What answers taught: a distance between posts, and when.
    Column("pace", Span),
    Column("paced_at", Instant),
    Column("pace_arrival", Instant),
    Column("surge_arrival", Instant),
    # Slots that were reserved in an earlier turn are void.
    Column("turns", Integer, nullable=False, default=0),
    Column("turned_at", Instant),
)
