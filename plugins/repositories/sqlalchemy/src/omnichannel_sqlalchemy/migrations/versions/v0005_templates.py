"""Templates."""

import sqlalchemy as sa
from alembic import op

from omnichannel_sqlalchemy.columns import Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table and its indexes."""
    op.create_table(
        "templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("folded_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_templates"),
    )
    op.create_index("uq_templates_name", "templates", ["workspace_id", "folded_name"], unique=True)
    op.create_index(
        "ix_templates_page", "templates", ["workspace_id", sa.text("created_at DESC"), sa.text("id DESC")]
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("templates")
