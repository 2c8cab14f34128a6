"""Storing messages one by one from many callers, against executemany of the same rows."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from omnichannel.application.coalescer import Coalescer
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.message import Message
from omnichannel.testing.repository_samples import a_delivery, a_message, an_account, keep
from omnichannel_sqlalchemy.store import SqlAlchemyStore
from tests.bench.many_rows import opened
from tests.bench.rounds import Speed, compare, timed
from tests.bench.synchronous import synchronous_of, synchronous_told

MESSAGES, CALLERS, BATCH = 20_000, 500, 500
Post = tuple[Message, ChannelDelivery]


async def bench() -> None:
    """Compare; the same tables, indexes and triggers, WAL and the same `PRAGMA synchronous` on both sides."""
    await compare(
        "sqlite_ingest_vs_executemany",
        ours=_ours,
        reference=_raw,
        rounds=5,
        floor=0.35,
        detail=f"{MESSAGES:,} messages with a delivery each, {CALLERS} callers at once, coalesced; "
        f"executemany in batches of {BATCH}",
    )


async def _ours() -> Speed:
    with tempfile.TemporaryDirectory() as folder:
        store = await opened(Path(folder))
        with synchronous_told() as synchronous:
            posts = await _posts(store)
        speed = await timed(MESSAGES, _stored(store, posts))
        await store.close()
    return replace(speed, synchronous=frozenset(synchronous))


async def _posts(store: SqlAlchemyStore) -> list[Post]:
    account = an_account()
    await keep(store, account)
    messages = [a_message(account) for _ in range(MESSAGES)]
    return [(message, a_delivery(message, account)) for message in messages]


async def _stored(store: SqlAlchemyStore, posts: Sequence[Post]) -> None:
    async def flush(batch: Sequence[Post]) -> list[Exception | None]:
        async with store.unit_of_work() as work:
            await work.messages.add([message for message, _ in batch])
            await work.deliveries.add([delivery for _, delivery in batch])
            await work.commit()
        return [None for _ in batch]

    coalescer: Coalescer[Post, None] = Coalescer(flush, most=BATCH)
    waiting = iter(posts)

    async def caller() -> None:
        for post in waiting:
            await coalescer.put(post)

    await asyncio.gather(*(caller() for _ in range(CALLERS)))


async def _raw() -> Speed:
    """Take the rows from a store that has them, and write them again into an empty one."""
    with tempfile.TemporaryDirectory() as full, tempfile.TemporaryDirectory() as empty:
        source, target = await opened(Path(full)), await opened(Path(empty))
        await _stored(source, await _posts(source))
        await source.close()
        await target.close()
        rows = {table: _rows(Path(full), table) for table in ("accounts", "messages", "deliveries")}
        database = sqlite3.connect(
            Path(empty) / "omnichannel.db", isolation_level=None, check_same_thread=False
        )
        database.execute("PRAGMA synchronous=FULL")
        _insert(database, "accounts", rows["accounts"])
        speed = await timed(MESSAGES, asyncio.to_thread(_written, database, rows))
        synchronous = synchronous_of(database)
        database.close()
    return replace(speed, synchronous=frozenset({synchronous}))


def _rows(folder: Path, table: str) -> list[tuple[Any, ...]]:
    database = sqlite3.connect(folder / "omnichannel.db")
    rows = database.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - a name of ours
    database.close()
    return rows


def _written(database: sqlite3.Connection, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    for start in range(0, MESSAGES, BATCH):
        database.execute("BEGIN IMMEDIATE")
        for table in ("messages", "deliveries"):
            _insert(database, table, rows[table][start : start + BATCH])
        database.execute("COMMIT")


def _insert(database: sqlite3.Connection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    places = ", ".join("?" * len(rows[0]))
    database.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 - a name of ours
