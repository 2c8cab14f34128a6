"""Stores with many rows that wait, made quickly: one real row, copied by the database itself."""

import sqlite3
from datetime import datetime
from pathlib import Path

from omnichannel.domain.account import Account
from omnichannel.domain.message import Message
from omnichannel.testing.repository_samples import a_delivery, keep
from omnichannel_sqlalchemy.columns import microseconds
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import SqlAlchemyStore, open_store

SECOND = 1_000_000


async def opened(folder: Path) -> SqlAlchemyStore:
    """Open a new store in *folder*."""
    store = open_store(SqlAlchemySettings(), folder)
    await store.open()
    return store


async def wait_for_later(
    store: SqlAlchemyStore, folder: Path, message: Message, account: Account, *, count: int, first: datetime
) -> None:
    """Add *count* deliveries of *message*, one due each second from *first* on; nobody else writes."""
    one = a_delivery(message, account, due_at=first)
    await keep(store, account, message, one)
    with sqlite3.connect(folder / "omnichannel.db") as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(deliveries)")]
        changed = {"id": "printf('%032x', n)", "due_at": f"{microseconds(first)} + n * {SECOND}"}
        values = ", ".join(changed.get(name, f'd."{name}"') for name in names)
        numbers = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)"
        copied = f"INSERT INTO deliveries SELECT {values} FROM numbers, deliveries d WHERE d.id = ?"  # noqa: S608
        database.execute(f"{numbers} {copied}", (count - 1, one.id.hex))
        database.execute("ANALYZE")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
