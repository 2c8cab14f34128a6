"""Empty stores for the model, opened in milliseconds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from omnichannel_sqlalchemy.store import SqlAlchemyStore
from tests.plugins.repositories.sqlalchemy.empty_database import empty_store


@asynccontextmanager
async def an_empty_store() -> AsyncIterator[SqlAlchemyStore]:
    """Open a store with nothing in it."""
    with TemporaryDirectory() as folder:
        store = await empty_store(Path(folder))
        try:
            yield store
        finally:
            await store.close()
