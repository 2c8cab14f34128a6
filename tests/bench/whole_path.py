"""The whole path of a post, against a bare client that only sends the same requests."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from omnichannel.application.dtos.accounts import AccountIn
from omnichannel.application.dtos.messages import MessageIn
from omnichannel.bootstrap import Walk, open_walk
from omnichannel.domain.events import DeliveriesDue, MessagesScheduled
from omnichannel.domain.rights import Principal, Right
from omnichannel.plugins.http.aio import AiohttpTransport
from omnichannel.plugins.http.transport import SendTrace
from omnichannel.settings import Settings
from omnichannel_local.main import WORKSPACE
from omnichannel_local.plugin import omnichannel_register_runtime
from omnichannel_local.ticker import Ticker
from omnichannel_local.worker import Worker
from tests.bench.rounds import Speed, compare, timed

POSTS, IN_FLIGHT = 2_000, 100
PAGE = "111222333444555"
TOKEN = f"sandbox-page-{PAGE}"
PRINCIPAL = Principal(WORKSPACE, "bench", frozenset(Right))


async def bench() -> None:
    """Compare: store, claim, gateway, request, settle; every row settled, every post counted."""
    async with _platform() as platform:
        await compare(
            "whole_path_vs_bare_client",
            ours=lambda: _ours(platform),
            reference=lambda: _bare(platform),
            rounds=5,
            floor=0.25,
            detail=f"{POSTS} posts, {IN_FLIGHT} in flight, aiohttp under both, synchronous=FULL",
        )


@asynccontextmanager
async def _platform() -> AsyncIterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "omnichannel_sandbox", "--data-dir", folder, "--ready-file", str(ready)
        )
        try:
            while not ready.exists():  # noqa: ASYNC110 - a file has no event to wait for
                await asyncio.sleep(0.02)
            yield json.loads(ready.read_text())
        finally:
            process.terminate()
            await process.wait()


async def _bare(platform: dict[str, Any]) -> Speed:
    transport = AiohttpTransport(connections=IN_FLIGHT)
    url = f"{platform['graph_url']}/v26.0/{PAGE}/feed?fields=id,permalink_url"
    slots = asyncio.Semaphore(IN_FLIGHT)

    async def send(number: int) -> None:
        async with slots:
            request = httpx.Request(
                "POST", url, json={"message": f"Post {number}"}, headers={"Authorization": f"Bearer {TOKEN}"}
            )
            response = await transport.send(request, SendTrace())
            await response.aread()

    speed = await timed(POSTS, asyncio.gather(*(send(number) for number in range(POSTS))))
    await transport.aclose()
    return speed


async def _ours(platform: dict[str, Any]) -> Speed:
    before = await _accepted(platform)
    with tempfile.TemporaryDirectory() as folder:
        file = {"facebook": {"graph_url": platform["graph_url"]}}
        settings = Settings(home=Path(folder), max_in_flight=IN_FLIGHT, plugins=file)
        pack = omnichannel_register_runtime().pack
        async with open_walk(settings, pack, AiohttpTransport(connections=IN_FLIGHT)) as walk:
            await _scheduled(walk)
            speed = await timed(POSTS, _walked(walk))
    arrived = await _accepted(platform) - before
    if arrived != POSTS:
        raise RuntimeError(f"{POSTS} posts were published, {arrived} arrived")
    return speed


async def _walked(walk: Walk) -> None:
    worker = Worker(walk.deliver, slots=IN_FLIGHT)
    ticker = Ticker(walk.release, worker)
    walk.publisher.subscribe(DeliveriesDue, worker.start)
    walk.publisher.subscribe(MessagesScheduled, ticker.wake)
    ticking = asyncio.create_task(ticker.run())
    while await walk.release.next_due() is not None:  # noqa: ASYNC110 - the store has no event
        await asyncio.sleep(0.01)
    ticker.stop()
    await ticking
    await worker.drain(10)


async def _scheduled(walk: Walk) -> None:
    page = AccountIn(channel="facebook", name="Page", external_id=PAGE, credentials={"access_token": TOKEN})
    account = await walk.use_cases.connect_account.connect(PRINCIPAL, page)
    await asyncio.gather(*(_schedule(walk, str(account.id), number) for number in range(POSTS)))


async def _schedule(walk: Walk, account: str, number: int) -> None:
    body = {
        "content": {"text": f"Post {number}"},
        "targets": [{"account_id": account}],
        "publish": {"when": "now"},
    }
    await walk.use_cases.schedule_message.schedule(PRINCIPAL, MessageIn.model_validate(body))


async def _accepted(platform: dict[str, Any]) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        counted = await client.get(f"{platform['http_url']}/control/arrivals/count")
    return int(counted.json()["accepted"].get("facebook", 0))
