"""Chains: which deliveries try to reach one person, one after the other."""

import sqlalchemy as sa
from alembic import op

from omnichannel_sqlalchemy.columns import Instant

revision = "0014"
down_revision = "0011"

_CHAINED = sa.text("chain_id IS NOT NULL")


def upgrade() -> None:
    """Add the columns and the index."""
    op.add_column("deliveries", sa.Column("chain_id", sa.Uuid(), nullable=True))
    op.add_column("deliveries", sa.Column("chain_step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deliveries", sa.Column("chain_wait_seconds", sa.Integer(), nullable=True))
    op.add_column("deliveries", sa.Column("handed_on_at", Instant(), nullable=True))
    op.create_index(
        "ix_deliveries_chain",
        "deliveries",
        ["chain_id", "chain_step"],
        sqlite_where=_CHAINED,
        postgresql_where=_CHAINED,
    )


def downgrade() -> None:
    """Drop them. What stands by would wait for ever: it is called off."""
    op.execute("UPDATE deliveries SET state = 'cancelled' WHERE state = 'standby'")
    op.execute("UPDATE deliveries SET due_at = NULL WHERE state = 'published'")
    op.drop_index("ix_deliveries_chain", table_name="deliveries")
    for name in ("handed_on_at", "chain_wait_seconds", "chain_step", "chain_id"):
        op.drop_column("deliveries", name)
