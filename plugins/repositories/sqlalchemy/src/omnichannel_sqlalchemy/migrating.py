"""Runs the migrations that lie in this package."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Lead the schema to the newest revision."""
    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Give what alembic's commands need to work on *connection*."""
    config = Config()
    config.set_main_option("script_location", "omnichannel_sqlalchemy:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
