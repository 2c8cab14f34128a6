"""The store: opens the database and makes units of work."""

import asyncio
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from omnichannel.application.ports.outbound.schema import SchemaStatus, SchemaUpgrade
from omnichannel_sqlalchemy import engine
from omnichannel_sqlalchemy.connections import ConnectionPool
from omnichannel_sqlalchemy.copying import copy_database
from omnichannel_sqlalchemy.dialect import SQLITE
from omnichannel_sqlalchemy.schema import bring_to_head, demand_not_newer, status_at, status_of
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork


class SqlAlchemyStore:
    """
    A SQLite file.

    Units of work that write queue on one lock, first come, first served; those that read never wait
    for them.
    """

    def __init__(self, file: Path, settings: SqlAlchemySettings) -> None:
        self._file = file
        self._writer = ConnectionPool(engine.writing_engine(file, settings), 1, name="store-writer")
        reading = engine.reading_engine(file, settings)
        self._readers = ConnectionPool(reading, settings.readers, name="store-reader")

    async def open(self) -> None:
        """
        Bring an empty or older schema to the present one; safe where several processes start at once.

        Raises:
            StoreUnavailable: the database cannot be used, or a newer version wrote it.
        """
        engine.create_file(self._file)
        async with self._writer.connection() as connection:
            await connection.call(partial(bring_to_head, place=str(self._file)))
            await connection.commit()

    async def close(self) -> None:
        """Wait for what runs, then let go of every connection."""
        await self._writer.close()
        await self._readers.close()

    def unit_of_work(self, workspace_id: UUID | None = None) -> SqlAlchemyUnitOfWork:
        """Begin a unit of work that may write."""
        return SqlAlchemyUnitOfWork(self._writer, dialect=SQLITE, workspace_id=workspace_id)

    def reading(self, workspace_id: UUID | None = None) -> SqlAlchemyUnitOfWork:
        """Begin a unit of work over one consistent snapshot."""
        return SqlAlchemyUnitOfWork(self._readers, dialect=SQLITE, workspace_id=workspace_id)

    async def schema_status(self) -> SchemaStatus:
        """
        Say which schema the file has; one that is not there has none, and is not made.

        Raises:
            StoreUnavailable: it is no database, or cannot be read.
        """
        if not self._file.exists():
            return status_at(None, str(self._file))
        engine.check_file(self._file)
        async with self._readers.connection() as connection:
            return await connection.call(partial(status_of, place=str(self._file)))

    async def upgrade_schema(self) -> SchemaUpgrade:
        """
        Copy the file, then bring it to the present schema.

        Raises:
            StoreUnavailable: as `schema_status` and `open`; or it cannot be copied.
        """
        before = await self.schema_status()
        demand_not_newer(before)
        copy = None
        if before.revision is not None and before.pending:
            copy = await asyncio.to_thread(copy_database, self._file, before.revision)
        await self.open()
        after = await self.schema_status()
        return SchemaUpgrade(before=before, after=after, copy=None if copy is None else str(copy))

    async def ping(self) -> None:
        """
        Look at the file and read one value.

        Raises:
            StoreUnavailable: the database does not answer; it is an OSError.
        """
        engine.check_file(self._file)
        async with self._readers.connection() as connection:
            await connection.execute(text("SELECT count(*) FROM alembic_version"), {})


def open_store(settings: SqlAlchemySettings, home: Path) -> SqlAlchemyStore:
    """
    Make the store that *settings* describe; nothing is opened yet.

    Raises:
        StoreUnavailable: the settings name no SQLite file.
    """
    return SqlAlchemyStore(engine.database_file(settings, home), settings)
