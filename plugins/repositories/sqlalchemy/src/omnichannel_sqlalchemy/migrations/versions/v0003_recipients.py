"""The register of recipients, lists of them, and fan-outs to lists."""

import sqlalchemy as sa
from alembic import op

from omnichannel_sqlalchemy.columns import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    _create_recipients()
    _create_recipient_lists()
    _create_listed_recipients()
    _create_fan_outs()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("fan_outs", "listed_recipients", "recipient_lists", "recipients"):
        op.drop_table(table)


def _create_recipients() -> None:
    op.create_table(
        "recipients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("suppressed_reason", sa.String(length=24), nullable=True),
        sa.Column("suppressed_since", Instant(), nullable=True),
        sa.Column("suppressed_note", sa.Text(), nullable=True),
        sa.Column("opted_out_since", Instant(), nullable=True),
        sa.Column("opted_out_source", sa.Text(), nullable=True),
        sa.Column("consent_given_at", Instant(), nullable=True),
        sa.Column("consent_source", sa.Text(), nullable=True),
        sa.Column("consent_evidence", sa.Text(), nullable=True),
        sa.Column("consent_withdrawn_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recipients"),
    )
    op.create_index(
        "uq_recipients_address", "recipients", ["workspace_id", "channel", "address_key"], unique=True
    )
    op.create_index("ix_recipients_page", "recipients", ["workspace_id", "id"], unique=False)


def _create_recipient_lists() -> None:
    op.create_table(
        "recipient_lists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("refused_count", sa.Integer(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("first_address", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recipient_lists"),
    )
    op.create_index("ix_recipient_lists_page", "recipient_lists", ["workspace_id", "id"], unique=False)


def _create_listed_recipients() -> None:
    op.create_table(
        "listed_recipients",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["recipient_lists.id"], name="fk_listed_recipients_list_id"),
        sa.PrimaryKeyConstraint("list_id", "position", name="pk_listed_recipients"),
    )


def _create_fan_outs() -> None:
    op.create_table(
        "fan_outs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("backup_of", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_fan_outs_account_id"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_fan_outs_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_fan_outs"),
    )
    op.create_index(
        "ix_fan_outs_due",
        "fan_outs",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_fan_outs_message_id", "fan_outs", ["message_id"], unique=False)
    op.create_index("ix_fan_outs_list_id", "fan_outs", ["list_id"], unique=False)
