"""Media that are listed, edited and removed: versions, focal points, what is searched, and who uses them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns, and note for what is stored what later versions note when they store it."""
    op.add_column("media", sa.Column("focal_point", sa.String(length=64), nullable=True))
    op.add_column("media", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("media", sa.Column("folded", sa.Text(), nullable=False, server_default=""))
    _fold()
    op.create_index(
        "ix_media_page", "media", ["workspace_id", sa.text("created_at DESC"), sa.text("id DESC")]
    )
    op.create_index("ix_media_sha256", "media", ["sha256"])
    _create_uses()
    _note_uses()


def downgrade() -> None:
    """Forget who uses what, and the new columns."""
    op.drop_table("media_uses")
    op.drop_index("ix_media_sha256", "media")
    op.drop_index("ix_media_page", "media")
    for column in ("folded", "version", "focal_point"):
        op.drop_column("media", column)


def _create_uses() -> None:
    op.create_table(
        "media_uses",
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name="fk_media_uses_media_id"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_media_uses_message_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("media_id", "message_id", name="pk_media_uses"),
    )
    op.create_index("ix_media_uses_message_id", "media_uses", ["message_id"], unique=False)


def _fold() -> None:
    media = sa.table(
        "media",
        sa.column("id", sa.Uuid()),
        sa.column("filename", sa.Text()),
        sa.column("alt_text", sa.Text()),
        sa.column("folded", sa.Text()),
    )
    connection = op.get_bind()
    for id, filename, alt_text in connection.execute(sa.select(*list(media.c)[:3])).all():
        folded = f"{filename}\n{alt_text or ''}".casefold()
        connection.execute(sa.update(media).where(media.c.id == id).values(folded=folded))


def _note_uses() -> None:
    messages = sa.table("messages", sa.column("id", sa.Uuid()), sa.column("body", sa.JSON()))
    uses = sa.table("media_uses", sa.column("media_id", sa.Uuid()), sa.column("message_id", sa.Uuid()))
    connection = op.get_bind()
    media = sa.table("media", sa.column("id", sa.Uuid()))
    there = set(connection.execute(sa.select(media.c.id)).scalars())
    for id, body in connection.execute(sa.select(messages.c.id, messages.c.body)).all():
        rows = [{"media_id": media_id, "message_id": id} for media_id in there & set(_media_of(body))]
        if rows:
            connection.execute(sa.insert(uses), rows)


def _media_of(body: Any) -> Iterator[UUID]:
    for says in (body["content"], *body["variants"].values()):
        yield from (UUID(place["media_id"]) for place in says.get("media") or ())
