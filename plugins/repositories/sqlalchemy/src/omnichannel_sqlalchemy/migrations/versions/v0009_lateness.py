"""How late posts may leave: when a person asked for one to be sent after all."""

import sqlalchemy as sa
from alembic import op

from omnichannel_sqlalchemy.columns import Instant

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column."""
    op.add_column("deliveries", sa.Column("asked_at", Instant(), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("deliveries", "asked_at")
