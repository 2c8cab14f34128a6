"""Claiming a hundred due deliveries, whether ten thousand or a million others wait."""

import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from omnichannel.domain.account import Account
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.message import Message
from omnichannel.testing.repository_samples import NOW, a_delivery, a_message, an_account
from omnichannel_sqlalchemy.store import SqlAlchemyStore
from tests.bench.lines import print_line
from tests.bench.many_rows import opened, wait_for_later

FEW, MANY, AT_ONCE, ROUNDS = 10_000, 1_000_000, 100, 31
LEASE, LATER = timedelta(minutes=1), timedelta(days=1)


async def bench() -> None:
    """Claim in turn from both stores; what was claimed is due again only after its lease."""
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        stores = [await _filled(Path(few), FEW), await _filled(Path(many), MANY)]
        times: list[list[float]] = [[], []]
        cpu = time.process_time()
        for number in range(ROUNDS):
            for place in (0, 1) if number % 2 else (1, 0):
                times[place].append(await _claimed(*stores[place]))
        cpu_us = (time.process_time() - cpu) / (2 * ROUNDS * AT_ONCE) * 1e6
        for store, _, _ in stores:
            await store.close()
    few_ms, many_ms = (statistics.median(each) * 1000 for each in times)
    print_line(
        "claim_1m_vs_10k",
        many_ms / few_ms,
        "ratio",
        cpu_us=cpu_us,
        ceiling=1.2,
        cpu_of="one delivery, added and claimed",
        claimed=AT_ONCE,
        ms_of_10k=round(few_ms, 2),
        ms_of_1m=round(many_ms, 2),
        rounds=ROUNDS,
    )


async def _filled(folder: Path, count: int) -> tuple[SqlAlchemyStore, Message, Account]:
    store, account = await opened(folder), an_account()
    message = a_message(account)
    await wait_for_later(store, folder, message, account, count=count, first=NOW + LATER)
    return store, message, account


async def _claimed(store: SqlAlchemyStore, message: Message, account: Account) -> float:
    """Give the seconds that it takes to claim what has just become due, with its commit."""
    due: list[ChannelDelivery] = [a_delivery(message, account) for _ in range(AT_ONCE)]
    async with store.unit_of_work() as work:
        await work.deliveries.add(due)
        await work.commit()
    began = time.perf_counter()
    async with store.unit_of_work() as work:
        claims = await work.deliveries.claim_due(now=NOW, limit=AT_ONCE, lease=LEASE, rules={})
        await work.commit()
    seconds = time.perf_counter() - began
    if len(claims) != AT_ONCE:
        raise RuntimeError(f"{AT_ONCE} were due, {len(claims)} were claimed")
    return seconds
