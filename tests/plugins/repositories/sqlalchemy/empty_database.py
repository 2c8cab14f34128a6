"""Empty databases in milliseconds: copies of a file that the migrations made once."""

import asyncio
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import SqlAlchemyStore, open_store

FILE = "omnichannel.db"


async def put_empty_database(folder: Path) -> None:
    """Put a database with nothing in it into *folder*, which only its owner reads."""
    file = folder / FILE
    file.touch(0o600)
    file.write_bytes(await asyncio.to_thread(_prepared))


async def empty_store(folder: Path) -> SqlAlchemyStore:
    """Open a store with nothing in it, in a file in *folder*; the caller closes it."""
    await put_empty_database(folder)
    store = open_store(SqlAlchemySettings(), folder)
    await store.open()
    return store


@cache
def _prepared() -> bytes:
    """Give the bytes of an empty database with the present schema."""
    with TemporaryDirectory() as folder:
        asyncio.run(_prepare(Path(folder)))
        return Path(folder, FILE).read_bytes()


async def _prepare(folder: Path) -> None:
    store = open_store(SqlAlchemySettings(), folder)
    await store.open()
    await store.close()
