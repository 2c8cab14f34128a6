"""The media library."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from omnichannel_sqlalchemy.columns import Id, Instant, Point
from omnichannel_sqlalchemy.tables.base import metadata

media = Table(
    "media",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("media_type", String(128), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("filename", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("alt_text", Text),
    Column("focal_point", Point),
    Column("version", Integer, nullable=False),
    # Filename and alt text, case-folded: what is searched.
    Column("folded", Text, nullable=False),
)
Index("ix_media_page", media.c.workspace_id, media.c.created_at.desc(), media.c.id.desc())
Index("ix_media_sha256", media.c.sha256)

# Which messages refer to which asset. The key into media refuses a message whose asset was just removed.
media_uses = Table(
    "media_uses",
    metadata,
    Column("media_id", Id, ForeignKey("media.id"), primary_key=True),
    Column("message_id", Id, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True, index=True),
)
