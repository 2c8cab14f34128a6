"""Claiming and settling through the port, against the same writes in bare sqlite3."""

import asyncio
import json
import sqlite3
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

from omnichannel.domain.outcome import Published
from omnichannel.domain.settlement import settle
from omnichannel.testing.repository_samples import NOW, a_delivery, a_message, an_account
from omnichannel_sqlalchemy.columns import microseconds
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import SqlAlchemyStore, open_store
from tests.bench.rounds import Speed, compare, timed
from tests.bench.synchronous import synchronous_of, synchronous_told

DELIVERIES, BATCH, PER_MESSAGE = 10_000, 500, 6
LEASE = timedelta(minutes=1)
CLAIM = (
    "UPDATE deliveries SET state='publishing', came_from=state, was_due_at=due_at, due_at=:lease, "
    "updated_at=:now, fence=fence+1, attempts=attempts+1, started_at=:now, sent_since=:now WHERE id IN "
    "(SELECT id FROM deliveries WHERE due_at <= :now ORDER BY due_at, id LIMIT :most) RETURNING *"
)
MESSAGES = "SELECT * FROM messages WHERE id IN (SELECT value FROM json_each(?))"
ACCOUNTS = "SELECT * FROM accounts WHERE id IN (SELECT value FROM json_each(?))"
SETTLE = (
    "UPDATE deliveries SET state='published', due_at=NULL, external_id=given.value, url=NULL, kind=NULL, "
    "reason=NULL, fix=NULL, waits_for=NULL, updated_at=1, published_at=1 "
    "FROM json_each(?) AS given WHERE deliveries.id=given.value AND fence=1 RETURNING deliveries.id, fence"
)
ATTEMPT = (
    "INSERT INTO attempts (delivery_id, fence, action, started_at, ended_at, outcome, workspace_id, "
    "message_id) SELECT d.id, 1, 'publish', 1, 1, 'published', d.workspace_id, d.message_id "
    "FROM json_each(?) AS given JOIN deliveries AS d ON d.id=given.value"
)
ID, MESSAGE, ACCOUNT = "id", "message_id", "account_id"


async def bench() -> None:
    """Compare: the same tables, indexes and triggers, WAL and the same `PRAGMA synchronous` on both sides."""
    await compare(
        "sqlite_claim_settle_vs_raw",
        ours=_ours,
        reference=_raw,
        rounds=5,
        floor=0.4,
        detail=f"{DELIVERIES:,} deliveries, {PER_MESSAGE} a message, batches of {BATCH}; "
        "raw: the same rows read and written by sqlite3 alone, one value a settlement",
    )


async def _ours() -> Speed:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(SqlAlchemySettings(), Path(folder))
        await store.open()
        with synchronous_told() as synchronous:
            await _fill(store)
        speed = await timed(DELIVERIES, _drained(store))
        await store.close()
    return replace(speed, synchronous=frozenset(synchronous))


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
        store = open_store(SqlAlchemySettings(), Path(folder))
        await store.open()
        await _fill(store)
        await store.close()
        file = Path(folder) / "omnichannel.db"
        database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        database.execute("PRAGMA synchronous=FULL")
        speed = await timed(DELIVERIES, asyncio.to_thread(_raw_drained, database))
        synchronous = synchronous_of(database)
        database.close()
    return replace(speed, synchronous=frozenset({synchronous}))


def _raw_drained(database: sqlite3.Connection) -> None:
    database.row_factory = sqlite3.Row
    done = 0
    while done < DELIVERIES:
        done += _raw_round(database)


def _raw_round(database: sqlite3.Connection) -> int:
    now, lease = microseconds(NOW), microseconds(NOW + LEASE)
    database.execute("BEGIN IMMEDIATE")
    claimed = database.execute(CLAIM, {"now": now, "lease": lease, "most": BATCH}).fetchall()
    for read, named in ((MESSAGES, MESSAGE), (ACCOUNTS, ACCOUNT)):
        database.execute(read, [json.dumps(list({row[named] for row in claimed}))]).fetchall()
    database.execute("COMMIT")
    ids = json.dumps([row[ID] for row in claimed])
    database.execute("BEGIN IMMEDIATE")
    database.execute(SETTLE, [ids]).fetchall()
    database.execute(ATTEMPT, [ids])
    database.execute("COMMIT")
    return len(claimed)
