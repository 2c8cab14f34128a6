"""The whole path of a post, beside clients that only send the same posts, and beside Apprise."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

import httpx

from tests.bench.rounds import Speed, compare

SLOW_MS, FEWEST = 50, 300


async def bench() -> None:
    """Compare at 100 in flight, and at 500 with a platform that takes 50 ms."""
    async with platform() as base:
        await _against(
            base,
            "whole_path_vs_httpx",
            "ours",
            "httpx_over_aiohttp",
            floor=0.75,
            cpu_ceiling=1.25,
            posts=5_000,
        )
        await _against(base, "whole_path_vs_aiohttp", "ours", "aiohttp", floor=0.2, posts=5_000)
        await _against(
            base, "whole_path_stock_vs_httpx", "ours_stock", "httpx_sharded", floor=0.75, posts=2_000
        )
        await _against(base, "whole_path_vs_apprise", "ours", "apprise", floor=5, posts=5_000)
        await _against(base, "whole_path_stock_vs_apprise", "ours_stock", "apprise", floor=2.5, posts=2_000)
    async with platform(delay_ms=SLOW_MS) as base:
        slow: dict[str, Any] = {"posts": 5_000, "in_flight": 500}
        await _against(base, "whole_path_vs_apprise_50ms", "ours", "apprise", floor=25, **slow)
        await _against(base, "whole_path_vs_httpx_50ms", "ours", "httpx_over_aiohttp", floor=0.75, **slow)


async def scaling() -> None:
    """Compare 500 in flight with 10."""
    async with platform() as base:
        await compare(
            "sender_scaling",
            ours=partial(one_run, base, "ours", 5_000, 500),
            reference=partial(one_run, base, "ours", 5_000, 10),
            rounds=5,
            floor=0.9,
            detail="5,000 posts, the whole path at 500 in flight and at 10",
        )


async def _against(
    base: str,
    name: str,
    ours: str,
    reference: str,
    *,
    floor: float,
    posts: int,
    in_flight: int = 100,
    cpu_ceiling: float | None = None,
) -> None:
    """A reference that takes too long sends fewer; what is compared is the rate."""
    sent = max(FEWEST, 2 * in_flight) if reference == "apprise" else posts
    await compare(
        name,
        ours=partial(one_run, base, ours, posts, in_flight),
        reference=partial(one_run, base, reference, sent, in_flight),
        rounds=5,
        floor=floor,
        cpu_ceiling=cpu_ceiling,
        detail=f"{posts:,} posts, {in_flight} in flight, {ours} and {reference}",
        reference_posts=sent,
    )


@asynccontextmanager
async def platform(*, delay_ms: int = 0) -> AsyncIterator[str]:
    """Serve `loopback_platform` in a process of its own; gives its address."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready"
        module = "tests.bench.loopback_platform"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, str(ready), str(delay_ms)
        )
        try:
            while not ready.exists():  # noqa: ASYNC110 - a file has no event to wait for
                await asyncio.sleep(0.02)
            yield ready.read_text()
        finally:
            process.terminate()
            await process.wait()


async def one_run(base: str, sender: str, posts: int, in_flight: int) -> Speed:
    """
    Run one sender in a process of its own.

    Raises:
        RuntimeError: it failed, or the platform has not each of its posts once; of what Apprise sent, whose
            bodies are its own, the platform has not as many.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.senders", sender, base, str(posts), str(in_flight)),
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{sender} ended with {process.returncode}")
    told = json.loads(printed)
    arrived = await _arrived(base)
    compared = ("count",) if sender == "apprise" else ("count", "sha256")
    if any(arrived[fact] != told["bodies"][fact] for fact in compared):
        raise RuntimeError(f"{sender}: the platform has {arrived}, not {told['bodies']}")
    return Speed(told["per_second"], told["cpu_us"], frozenset(told["synchronous"]))


async def _arrived(base: str) -> dict[str, Any]:
    async with httpx.AsyncClient(trust_env=False) as client:
        return cast(dict[str, Any], (await client.get(f"{base}/taken")).json())
