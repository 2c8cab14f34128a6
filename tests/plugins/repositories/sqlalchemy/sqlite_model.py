"""Empty stores for the model, opened in milliseconds: copies of a file that was prepared once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import SqlAlchemyStore, open_store

FILE = "omnichannel.db"


@cache
def prepared() -> bytes:
    """Give the bytes of an empty database with the present schema."""
    with TemporaryDirectory() as folder:
        asyncio.run(_prepare(Path(folder)))
        return Path(folder, FILE).read_bytes()


async def _prepare(folder: Path) -> None:
    store = open_store(SqlAlchemySettings(), folder)
    await store.open()
    await store.close()


@asynccontextmanager
async def an_empty_store() -> AsyncIterator[SqlAlchemyStore]:
    """Open a store with nothing in it."""
    file = await asyncio.to_thread(prepared)
    with TemporaryDirectory() as folder:
        Path(folder, FILE).write_bytes(file)
        store = open_store(SqlAlchemySettings(), Path(folder))
        try:
            yield store
        finally:
            await store.close()
