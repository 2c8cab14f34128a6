"""Messages, and what can be written again."""

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from omnichannel.domain.message_status import Editorial
from omnichannel.domain.walltime import Fold
from omnichannel_sqlalchemy.columns import Choice, Id, Instant
from omnichannel_sqlalchemy.tables.base import metadata

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("body", JSON, nullable=False),  # content, variants, options, targets
    Column("editorial", Choice(Editorial), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("local", DateTime),
    Column("zone", String(64)),
    Column("planned_at", Instant),
    Column("fold", Choice(Fold)),
    Column("on_unknown", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
)
Index("ix_messages_page", messages.c.workspace_id, messages.c.created_at.desc(), messages.c.id.desc())
Index("ix_messages_planned", messages.c.workspace_id, messages.c.planned_at)

templates = Table(
    "templates",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("name", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("description", Text),
    Column("version", Integer, nullable=False),
    # The name case-folded: what is unique, and what is searched.
    Column("folded_name", Text, nullable=False),
)
Index("uq_templates_name", templates.c.workspace_id, templates.c.folded_name, unique=True)
Index("ix_templates_page", templates.c.workspace_id, templates.c.created_at.desc(), templates.c.id.desc())
