"""Brings a database to the schema of this version."""

from sqlalchemy import Connection, inspect, text

from omnichannel.application.ports.outbound.schema import SchemaStatus
from omnichannel.domain.errors import StoreUnavailable

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0008", "0009", "0011", "0014", "0015", "0016")
"""Every revision there is, oldest first; the last is this version's schema."""


def bring_to_head(connection: Connection, place: str) -> None:
    """
    Upgrade an empty or older schema, in the transaction of *connection*, which holds the write lock.

    Raises:
        StoreUnavailable: the database at *place* was written by a newer version.
    """
    status = status_of(connection, place)
    if status.revision == status.head:
        return
    demand_not_newer(status)
    from omnichannel_sqlalchemy.migrating import upgrade  # alembic: only where there is something to do

    upgrade(connection)


def status_of(connection: Connection, place: str) -> SchemaStatus:
    """Say where the schema of the database at *place* stands."""
    return status_at(revision_of(connection), place)


def status_at(revision: str | None, place: str) -> SchemaStatus:
    """Say where *revision* stands; None is a database that is empty or not there yet."""
    is_newer = revision is not None and revision not in REVISIONS
    done = 0 if revision is None or is_newer else REVISIONS.index(revision) + 1
    return SchemaStatus(
        place=f"The database {place}",
        revision=revision,
        head=REVISIONS[-1],
        pending=() if is_newer else REVISIONS[done:],
        is_newer=is_newer,
    )


def demand_not_newer(status: SchemaStatus) -> None:
    """
    See that this version may touch the database.

    Raises:
        StoreUnavailable: a newer one wrote it.
    """
    if status.is_newer:
        raise StoreUnavailable(str(status.complaint))


def revision_of(connection: Connection) -> str | None:
    """Give the schema's revision, or None where there is none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar_one_or_none()
    return found
