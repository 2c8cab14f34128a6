"""Every write keeps its answer: headers of answers, and leases of keys whose request is being dealt with."""

import sqlalchemy as sa
from alembic import op

from omnichannel_sqlalchemy.columns import Instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns; an answer that is there keeps standing for its request."""
    op.add_column("idempotency", sa.Column("headers", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("idempotency", sa.Column("leased_until", Instant(), nullable=True))


def downgrade() -> None:
    """Drop the columns, and with them the keys that have no answer yet."""
    op.execute(sa.text("DELETE FROM idempotency WHERE leased_until IS NOT NULL"))
    op.drop_column("idempotency", "leased_until")
    op.drop_column("idempotency", "headers")
