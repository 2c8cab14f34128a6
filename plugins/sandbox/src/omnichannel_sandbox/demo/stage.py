"""`omnichannel demo`: pretend platforms, a real runtime, and messages that a person sees arrive."""

import asyncio
import contextlib
import json
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import typer
from rich.console import Console
from rich.live import Live

from omnichannel_sandbox.demo.api import Api
from omnichannel_sandbox.demo.runtime_process import RuntimeDidNotStart, RuntimeProcess
from omnichannel_sandbox.demo.simulated import simulated_channels
from omnichannel_sandbox.demo.story import (
    Cast,
    Followed,
    connect_accounts,
    follow,
    publish_samples,
    publish_with_lost_answer,
)
from omnichannel_sandbox.demo.table import deliveries_table, draw_table
from omnichannel_sandbox.demo.verdict import faults, report
from omnichannel_sandbox.server import Sandbox

API_PORT, WALL_PORT = 8800, 8801
LONGEST_SECONDS = 90.0
OpenT = TypeVar("OpenT")


@dataclass(frozen=True, slots=True)
class Result:
    """What a demo came to: its messages, a sentence for each fault, and the report."""

    messages: list[Followed]
    faults: list[str]
    report: dict[str, Any]


def play(*, once: bool, as_json: bool, picture: Path | None) -> list[str]:
    """Play the demo until it ends, or somebody stops it; gives a sentence for each fault."""
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        return asyncio.run(_until_stopped(_demo(once=once, as_json=as_json, picture=picture)))
    return []


async def _until_stopped(story: Coroutine[Any, Any, list[str]]) -> list[str]:
    """Let SIGTERM end the demo as Ctrl+C does: with its runtime stopped."""
    telling = asyncio.ensure_future(story)
    if sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, telling.cancel)
    return await telling


async def _demo(*, once: bool, as_json: bool, picture: Path | None) -> list[str]:
    began = time.monotonic()
    console = Console(stderr=as_json)
    with tempfile.TemporaryDirectory(prefix="omnichannel-demo-") as folder:
        home = Path(folder)
        async with _stage(home, *((0, 0) if once else (WALL_PORT, API_PORT))) as (sandbox, runtime):
            api = Api(runtime.listening)
            try:
                _greet(console, time.monotonic() - began, api=runtime.listening.url, wall=sandbox.http_url)
                result = await _story(console, api, sandbox, shows_fault=not once)
                if as_json:
                    typer.echo(json.dumps(result.report))
                if picture:
                    draw_table(result.messages, picture)
                if not once:
                    _invite(console, url=runtime.listening.url, home=home)
                    await asyncio.Event().wait()
                return result.faults
            finally:
                await api.aclose()


@asynccontextmanager
async def _stage(home: Path, wall: int, api: int) -> AsyncIterator[tuple[Sandbox, RuntimeProcess]]:
    """Open pretend platforms and a runtime that publishes to them, at these ports where they are free."""
    async with AsyncExitStack() as stack:
        sandbox = await _opened(stack, wall, lambda port: Sandbox(port, data_dir=home / "sandbox"))
        settings = [one.environment for one in simulated_channels(sandbox).values()]
        environment = {name: value for each in settings for name, value in each.items()}
        runtime = await _opened(
            stack, api, lambda port: RuntimeProcess(home, port=port, environment=environment)
        )
        yield sandbox, runtime


async def _opened(
    stack: AsyncExitStack, port: int, make: Callable[[int], AbstractAsyncContextManager[OpenT]]
) -> OpenT:
    """Open it at *port*, or at any free one where somebody else listens there."""
    try:
        return await stack.enter_async_context(make(port))
    except (OSError, RuntimeDidNotStart):
        if port == 0:
            raise
        return await stack.enter_async_context(make(0))


async def _story(console: Console, api: Api, sandbox: Sandbox, *, shows_fault: bool) -> Result:
    cast = await connect_accounts(api, simulated_channels(sandbox))
    messages = await publish_samples(api, cast) if cast.accounts else []
    if shows_fault and "facebook" in cast.accounts:
        messages.append(await publish_with_lost_answer(api, cast, sandbox))
    with Live(console=console, refresh_per_second=8, transient=console.stderr) as live:
        await follow(
            api, messages, shown=lambda: live.update(deliveries_table(messages)), seconds=LONGEST_SECONDS
        )
    wall = await _wall(sandbox)
    found = faults(messages, wall)
    _conclude(console, messages, cast, found)
    return Result(messages, found, report(messages, wall, cast.skipped))


def _greet(console: Console, seconds: float, *, api: str, wall: str) -> None:
    console.print(f"Pretend platforms and server ready in {seconds:.1f} s")
    console.print(f"  Wall  [cyan]{wall}[/]        what the platforms show")
    console.print(f"  API   [cyan]{api}/docs[/]   what programs can ask\n")


def _invite(console: Console, *, url: str, home: Path) -> None:
    console.print("\nTry it yourself, in another terminal:")
    console.print(f"  export OMNICHANNEL_URL={url} OMNICHANNEL_HOME={home}", style="cyan", soft_wrap=True)
    console.print("Press Ctrl+C to stop. Nothing leaves this machine.", style="dim")


def _conclude(console: Console, messages: list[Followed], cast: Cast, found: list[str]) -> None:
    for skipped in cast.skipped:
        console.print(f"» {skipped['channel']} was left out: {skipped['reason']}", style="dim")
    deliveries = sum(len(message.deliveries) for message in messages)
    if not found:
        console.print(f"\n[green]✓[/] {deliveries} deliveries arrived once each, as simulate promised.")


async def _wall(sandbox: Sandbox) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(trust_env=False) as client:
        shown: list[dict[str, Any]] = (await client.get(f"{sandbox.http_url}/wall.json")).json()
    return shown
