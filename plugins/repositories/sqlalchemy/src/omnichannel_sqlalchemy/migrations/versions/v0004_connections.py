"""Sign-ins under way, who paused an account, when its sign-in ends, and removed accounts."""

import sqlalchemy as sa
from alembic import op

from omnichannel_sqlalchemy.columns import Instant

revision = "0004"
down_revision = "0003"

CONNECTED = "external_id IS NOT NULL AND state != 'removed'"
UNFINISHED = "state NOT IN ('published','delivered','read','failed','missed','cancelled','skipped')"
EXTERNAL_ID = ("uq_accounts_external_id", "accounts", ["workspace_id", "channel", "external_id"])


def upgrade() -> None:
    """Let accounts end, and be connected by signing in."""
    op.add_column("accounts", sa.Column("paused_by", sa.String(length=24), nullable=True))
    op.add_column("accounts", sa.Column("expires_at", Instant(), nullable=True))
    op.execute("UPDATE accounts SET paused_by = 'sign_in' WHERE state = 'paused'")
    _index_external_ids(CONNECTED)
    _create_connections()
    op.create_index(
        "ix_deliveries_unfinished",
        "deliveries",
        ["account_id", "due_at"],
        unique=False,
        sqlite_where=sa.text(UNFINISHED),
        postgresql_where=sa.text(UNFINISHED),
    )


def downgrade() -> None:
    """Take it back. Removed accounts stay, without the id by which they could be connected again."""
    op.drop_index("ix_deliveries_unfinished", "deliveries")
    op.drop_table("connections")
    op.execute("UPDATE accounts SET external_id = NULL, state = 'paused' WHERE state = 'removed'")
    _index_external_ids("external_id IS NOT NULL")
    op.drop_column("accounts", "expires_at")
    op.drop_column("accounts", "paused_by")


def _index_external_ids(where: str) -> None:
    op.drop_index("uq_accounts_external_id", "accounts")
    op.create_index(*EXTERNAL_ID, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _create_connections() -> None:
    op.create_table(
        "connections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=True),
        sa.Column("return_to", sa.Text(), nullable=True),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_connections"),
        sa.UniqueConstraint("ticket", name="uq_connections_ticket"),
    )
    op.create_index("ix_connections_expires_at", "connections", ["expires_at"], unique=False)
