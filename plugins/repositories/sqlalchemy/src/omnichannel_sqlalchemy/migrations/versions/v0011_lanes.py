"""Lanes that learn, keep overdue posts apart and give posts an order: why a delivery waits, and turns."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from omnichannel_sqlalchemy.columns import Instant, Span

revision = "0011"
down_revision = "0009"

_LANES: dict[str, Any] = {
    "pace": Span(),
    "paced_at": Instant(),
    "pace_arrival": Instant(),
    "surge_arrival": Instant(),
    "turned_at": Instant(),
}


def upgrade() -> None:
    """Add the columns; who had a slot waits for it."""
    for name, kind in _LANES.items():
        op.add_column("lanes", sa.Column(name, kind, nullable=True))
    op.add_column("lanes", sa.Column("turns", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deliveries", sa.Column("waits_for", sa.String(24), nullable=True))
    op.add_column("deliveries", sa.Column("slot_turn", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deliveries", sa.Column("overdue_since", Instant(), nullable=True))
    op.execute(sa.text("UPDATE deliveries SET waits_for = 'slot' WHERE has_slot"))
    op.drop_column("deliveries", "has_slot")


def downgrade() -> None:
    """Drop the columns. A slot of the last turn stays one; whoever waits for another post asks again."""
    slot: sa.Column[bool] = sa.Column("has_slot", sa.Boolean(), nullable=False, server_default=sa.text("0"))
    op.add_column("deliveries", slot)
    op.execute(sa.text("UPDATE deliveries SET has_slot = 1 WHERE waits_for IN ('slot', 'distance')"))
    for name in ("waits_for", "slot_turn", "overdue_since"):
        op.drop_column("deliveries", name)
    for name in (*_LANES, "turns"):
        op.drop_column("lanes", name)
