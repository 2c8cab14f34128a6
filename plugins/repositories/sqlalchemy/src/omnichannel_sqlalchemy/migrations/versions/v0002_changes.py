"""The feed of changes, its triggers, and the indexes of lists and statistics."""

import sqlalchemy as sa
from alembic import op

from omnichannel_sqlalchemy.columns import Instant

revision = "0002"
down_revision = "0001"

_PUBLISHED = "published_at IS NOT NULL"
_ENDED = "state IN ('cancelled', 'failed', 'missed', 'skipped')"
_INDEXES = (
    ("ix_deliveries_stands", ["workspace_id", "state", "id"], None),
    ("ix_deliveries_account", ["account_id", "id"], None),
    ("ix_deliveries_message", ["message_id", "id"], None),
    ("ix_deliveries_sender", ["message_id", "account_id"], None),
    ("ix_deliveries_published", ["workspace_id", "published_at", "state", "channel"], _PUBLISHED),
    ("ix_deliveries_ended", ["workspace_id", "updated_at", "state", "channel"], _ENDED),
)

_KEEP = "INSERT INTO changes (workspace_id, type, at, message_id, delivery_id, account_id, state) VALUES"
_CLOCK = "CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000"
"""The database's clock in microseconds, for rows that do not say when."""

_TRIGGERS = {
    "changes_message_created": f"""
        AFTER INSERT ON messages BEGIN
            {_KEEP} (NEW.workspace_id, 'message.created', NEW.updated_at, NEW.id, NULL, NULL, NEW.editorial);
        END""",
    "changes_message_updated": f"""
        AFTER UPDATE ON messages
        WHEN OLD.version <> NEW.version OR OLD.editorial <> NEW.editorial BEGIN
            {_KEEP} (
                NEW.workspace_id,
                CASE WHEN NEW.editorial = 'cancelled' AND OLD.editorial <> 'cancelled'
                    THEN 'message.cancelled' ELSE 'message.updated' END,
                NEW.updated_at, NEW.id, NULL, NULL, NEW.editorial
            );
        END""",
    "changes_message_removed": f"""
        AFTER DELETE ON messages BEGIN
            {_KEEP} (OLD.workspace_id, 'message.removed', {_CLOCK}, OLD.id, NULL, NULL, NULL);
        END""",
    "changes_delivery_updated": f"""
        AFTER UPDATE OF state, due_at ON deliveries
        WHEN OLD.state <> NEW.state
            OR (NEW.state = 'unknown' AND OLD.due_at IS NOT NULL AND NEW.due_at IS NULL) BEGIN
            {_KEEP} (
                NEW.workspace_id, 'delivery.updated', NEW.updated_at,
                NEW.message_id, NEW.id, NEW.account_id, NEW.state
            );
        END""",
    "changes_account_created": f"""
        AFTER INSERT ON accounts BEGIN
            {_KEEP} (NEW.workspace_id, 'account.created', NEW.created_at, NULL, NULL, NEW.id, NEW.state);
        END""",
    "changes_account_updated": f"""
        AFTER UPDATE ON accounts
        WHEN OLD.version <> NEW.version OR OLD.state <> NEW.state BEGIN
            {_KEEP} (
                NEW.workspace_id,
                CASE WHEN OLD.state = NEW.state THEN 'account.updated'
                    WHEN NEW.state = 'paused' THEN 'account.paused'
                    WHEN NEW.state = 'active' THEN 'account.resumed'
                    WHEN NEW.state = 'removed' THEN 'account.removed'
                    ELSE 'account.updated' END,
                {_CLOCK}, NULL, NULL, NEW.id, NEW.state
            );
        END""",
    "changes_account_removed": f"""
        AFTER DELETE ON accounts BEGIN
            {_KEEP} (OLD.workspace_id, 'account.removed', {_CLOCK}, NULL, NULL, OLD.id, NULL);
        END""",
}


def upgrade() -> None:
    """Create the tables, the indexes and, last, the triggers."""
    _create_changes()
    op.create_index("ix_messages_planned", "messages", ["workspace_id", "planned_at"])
    for name, columns, where in _INDEXES:
        condition = None if where is None else sa.text(where)
        op.create_index(name, "deliveries", columns, sqlite_where=condition, postgresql_where=condition)
    for name, body in _TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {body.strip()}")


def downgrade() -> None:
    """Undo it, the triggers first."""
    for name in _TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    for name, _, _ in _INDEXES:
        op.drop_index(name, table_name="deliveries")
    op.drop_index("ix_messages_planned", table_name="messages")
    op.drop_table("forgotten_changes")
    op.drop_table("changes")


def _create_changes() -> None:
    op.create_table(
        "changes",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=24), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_changes_page", "changes", ["workspace_id", "seq"])
    op.create_table(
        "forgotten_changes",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_forgotten_changes"),
    )
