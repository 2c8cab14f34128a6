"""Offers the SQL store to Omnichannel."""

from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import RepositoryManifest
from omnichannel_sqlalchemy.settings import SqlAlchemySettings


@hookimpl
def omnichannel_register_repository() -> RepositoryManifest:
    """Offer a store in an SQL database."""
    return RepositoryManifest(
        name="sqlalchemy",
        label="SQL database (SQLite)",
        opens="omnichannel_sqlalchemy.store:open_store",
        settings=SqlAlchemySettings,
    )
