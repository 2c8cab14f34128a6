"""Webhooks and the outbox; what happens behind the stage of a workspace leaves no change."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_TRIGGERS = {
    "changes_message_created": "NEW",
    "changes_message_updated": "NEW",
    "changes_message_removed": "OLD",
    "changes_delivery_updated": "NEW",
    "changes_account_created": "NEW",
    "changes_account_updated": "NEW",
    "changes_account_removed": "OLD",
}
"""The triggers of the feed, and which image of the row says whose it is."""


def upgrade() -> None:
    """Create the tables, then make each trigger pass over backstage workspaces (UUIDs of version 8)."""
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("heard_from", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["accounts.id"], name="fk_webhooks_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )
    op.create_index("ix_webhooks_workspace_id", "webhooks", ["workspace_id"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    for name, image in _TRIGGERS.items():
        _make_anew(name, _passing_over(_text_of(name), _front(image)))


def downgrade() -> None:
    """Undo it, the triggers first."""
    for name, image in _TRIGGERS.items():
        _make_anew(name, _without(_text_of(name), _front(image)))
    op.drop_table("outbox")
    op.drop_index("ix_webhooks_workspace_id", table_name="webhooks")
    op.drop_table("webhooks")


def _front(image: str) -> str:
    return f"substr({image}.workspace_id, 13, 1) <> '8'"


def _text_of(name: str) -> str:
    found = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name")
    return str(op.get_bind().execute(found, {"name": name}).scalar_one())


def _passing_over(trigger: str, front: str) -> str:
    """Add *front* to a trigger's condition, or give it one."""
    head, begin, body = trigger.partition(" BEGIN")
    before, when, condition = re.split(r"(\bWHEN\b|\Z)", head, maxsplit=1)
    condition = f"{front} AND ({condition.strip()})" if when else front
    return f"{before.rstrip()} WHEN {condition}{begin}{body}"


def _without(trigger: str, front: str) -> str:
    """Take *front* out of a trigger's condition again."""
    head, begin, body = trigger.partition(" BEGIN")
    before, _, condition = head.partition(" WHEN ")
    inner = condition.removeprefix(front).removeprefix(" AND (").removesuffix(")")
    return f"{before} WHEN {inner}{begin}{body}" if inner else f"{before}{begin}{body}"


def _make_anew(name: str, trigger: str) -> None:
    op.execute(f"DROP TRIGGER {name}")
    op.get_bind().exec_driver_sql(trigger)
