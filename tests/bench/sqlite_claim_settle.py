"""Claiming and settling through the port, against the same writes in bare sqlite3."""

import asyncio
import sqlite3
import tempfile
from datetime import timedelta
from pathlib import Path
from random import Random

from omnichannel.domain.outcome import Published
from omnichannel.domain.settlement import settle
from omnichannel.testing.repository_samples import NOW, a_delivery, a_message, an_account
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import SqlAlchemyStore, open_store
from tests.bench.rounds import Speed, compare, timed

DELIVERIES, BATCH, PER_MESSAGE = 10_000, 500, 6
LEASE = timedelta(minutes=1)
CLAIM = (
    "UPDATE d SET state='publishing', due_at=?, fence=fence+1 WHERE id IN "
    "(SELECT id FROM d WHERE due_at <= ? ORDER BY due_at, id LIMIT ?) RETURNING id, message, text, account"
)
SETTLE = "UPDATE d SET state='published', due_at=NULL, external_id=? WHERE id=? AND fence=1"
ATTEMPT = "INSERT INTO attempts VALUES (?, 1, 'publish', 0, 1, 'published')"


async def bench() -> None:
    """Compare, with WAL and synchronous=FULL on both sides."""
    await compare(
        "sqlite_claim_settle_vs_raw",
        ours=_ours,
        reference=_raw,
        rounds=5,
        floor=0.08,
        detail=f"{DELIVERIES} deliveries, {PER_MESSAGE} a message, batches of {BATCH}, synchronous=FULL",
    )


async def _ours() -> Speed:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(SqlAlchemySettings(), Path(folder))
        await store.open()
        await _fill(store)
        speed = await timed(DELIVERIES, _drained(store))
        await store.close()
    return speed


async def _drained(store: SqlAlchemyStore) -> None:
    done = 0
    while done < DELIVERIES:
        done += await _round(store)


async def _fill(store: SqlAlchemyStore) -> None:
    account = an_account()
    async with store.unit_of_work() as work:
        await work.accounts.add(account)
        messages = [a_message(account) for _ in range(DELIVERIES // PER_MESSAGE + 1)]
        await work.messages.add(messages)
        await work.deliveries.add(
            [a_delivery(messages[n // PER_MESSAGE], account) for n in range(DELIVERIES)]
        )
        await work.commit()


async def _round(store: SqlAlchemyStore) -> int:
    async with store.unit_of_work() as work:
        claims = await work.deliveries.claim_due(now=NOW, limit=BATCH, lease=LEASE, rules={})
        await work.commit()
    chance = Random(1)
    settled = [
        settle(claim, Published(claim.delivery.id.hex), now=NOW, chance=chance, look_after=LEASE)
        for claim in claims
    ]
    async with store.unit_of_work() as work:
        changed = await work.deliveries.settle(settled)
        await work.commit()
    return len(changed)


async def _raw() -> Speed:
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "raw.db", isolation_level=None, check_same_thread=False)
        connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE d (id TEXT PRIMARY KEY, message TEXT, text TEXT, account TEXT, state TEXT,"
            " due_at INTEGER, fence INTEGER DEFAULT 0, external_id TEXT);"
            "CREATE INDEX due ON d (due_at, id) WHERE due_at IS NOT NULL;"
            "CREATE TABLE attempts (id TEXT, fence INTEGER, action TEXT, a INTEGER, b INTEGER, o TEXT,"
            " PRIMARY KEY (id, fence))"
        )
        connection.execute("BEGIN IMMEDIATE")
        rows = [
            (f"{n:032x}", f"{n // PER_MESSAGE:032x}", "Good morning", "a", "scheduled", 1)
            for n in range(DELIVERIES)
        ]
        connection.executemany(
            "INSERT INTO d (id, message, text, account, state, due_at) VALUES (?, ?, ?, ?, ?, ?)", rows
        )
        connection.execute("COMMIT")
        speed = await timed(DELIVERIES, asyncio.to_thread(_raw_drained, connection))
        connection.close()
    return speed


def _raw_drained(connection: sqlite3.Connection) -> None:
    done = 0
    while done < DELIVERIES:
        done += _raw_round(connection)


def _raw_round(connection: sqlite3.Connection) -> int:
    connection.execute("BEGIN IMMEDIATE")
    claimed = connection.execute(CLAIM, (1_000_000, 2, BATCH)).fetchall()
    connection.execute("COMMIT")
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(SETTLE, [(row[0], row[0]) for row in claimed])
    connection.executemany(ATTEMPT, [(row[0],) for row in claimed])
    connection.execute("COMMIT")
    return len(claimed)
