"""Renewing sign-ins: when it is due, who is at it; and which deliveries wait for their account."""

import sqlalchemy as sa
from alembic import op

from omnichannel_sqlalchemy.columns import Instant

revision = "0016"
down_revision = "0015"

_ACCOUNT = (
    ("refresh_at", Instant(), None),
    ("refresh_lease_until", Instant(), None),
    ("refresh_failures", sa.Integer(), "0"),
    ("refresh_unclear", sa.Boolean(), sa.false()),
    ("refresh_problem", sa.Text(), None),
    ("refresh_first", sa.Boolean(), sa.false()),
    ("refreshed_at", Instant(), None),
)
"""Name, type, and what stands in the rows that are there; None: nothing."""
_WAITS = sa.text("state = 'waiting' AND due_at IS NULL")
_PARKED, _REFRESHES = sa.text("parked"), sa.text("refresh_at IS NOT NULL")


def upgrade() -> None:
    """Add the columns; what waited for its account until now is marked as such."""
    for name, kind, filled in _ACCOUNT:
        op.add_column("accounts", sa.Column(name, kind, nullable=filled is None, server_default=filled))
    op.create_index(
        "ix_accounts_refresh",
        "accounts",
        ["refresh_at", "id"],
        sqlite_where=_REFRESHES,
        postgresql_where=_REFRESHES,
    )
    op.add_column("deliveries", sa.Column("parked", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE deliveries SET parked = true WHERE state = 'waiting' AND due_at IS NULL")
    op.drop_index("ix_deliveries_parked", table_name="deliveries")
    op.create_index(
        "ix_deliveries_parked", "deliveries", ["account_id"], sqlite_where=_PARKED, postgresql_where=_PARKED
    )


def downgrade() -> None:
    """Drop them; what waited for its account until its patience ends waits without a time again."""
    op.drop_index("ix_deliveries_parked", table_name="deliveries")
    op.execute("UPDATE deliveries SET due_at = NULL WHERE parked")
    op.create_index(
        "ix_deliveries_parked", "deliveries", ["account_id"], sqlite_where=_WAITS, postgresql_where=_WAITS
    )
    op.drop_column("deliveries", "parked")
    op.drop_index("ix_accounts_refresh", table_name="accounts")
    for name, _, _ in _ACCOUNT:
        op.drop_column("accounts", name)
