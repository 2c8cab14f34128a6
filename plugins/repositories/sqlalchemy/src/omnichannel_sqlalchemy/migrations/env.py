"""Runs migrations on the connection that the caller brings (schema.py)."""

from alembic import context

from omnichannel_sqlalchemy.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
