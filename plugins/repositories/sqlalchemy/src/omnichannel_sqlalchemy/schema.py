"""Brings a database to the schema of this version."""

from sqlalchemy import Connection, inspect, text

from omnichannel_sqlalchemy.errors import StoreUnavailable

REVISIONS = ("0001", "0002", "0004", "0005", "0006")
"""Every revision there is, oldest first; the last is this version's schema."""


def bring_to_head(connection: Connection, place: str) -> None:
    """
    Upgrade an empty or older schema, in the transaction of *connection*, which holds the write lock.

    Raises:
        StoreUnavailable: the database at *place* was written by a newer version.
    """
    found = revision_of(connection)
    if found == REVISIONS[-1]:
        return
    if found is not None and found not in REVISIONS:
        raise StoreUnavailable(
            f"The database {place} has the schema {found!r} of a newer Omnichannel; this one knows "
            f"{REVISIONS[-1]!r}. Install the newer version, or restore a backup that is older."
        )
    from omnichannel_sqlalchemy.migrating import upgrade  # alembic: only where there is something to do

    upgrade(connection)


def revision_of(connection: Connection) -> str | None:
    """Give the schema's revision, or None where there is none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar_one_or_none()
    return found
