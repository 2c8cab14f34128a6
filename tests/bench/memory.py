"""Whether a worker that runs for long grows."""

import asyncio
import gc
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import uvloop

from omnichannel.bootstrap import open_walk
from omnichannel.plugins.http.aio import AiohttpTransport
from omnichannel.settings import Settings
from omnichannel_local.plugin import omnichannel_register_runtime
from tests.bench.lines import print_line
from tests.bench.whole_path import platform
from tests.bench.whole_walk import Walker, connected, scheduled

FIRST, ALL, STEP, IN_FLIGHT = 10_000, 100_000, 5_000, 100


async def bench() -> None:
    """Deliver in a process of its own; print how its memory grew from the first 10,000 deliveries on."""
    async with platform() as base:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.memory", base), stdout=asyncio.subprocess.PIPE
        )
        printed, _ = await process.communicate()
    early, late, cpu = json.loads(printed)
    sizes = {
        "mib_after_10k": round(early / 2**20, 1),
        "mib_after_all": round(late / 2**20, 1),
        "deliveries": ALL,
    }
    cpu_us = cpu / ALL * 1e6
    print_line("worker_memory_growth", late / early, "ratio", cpu_us=cpu_us, ceiling=1.1, **sizes)


async def _delivered(base: str) -> list[float]:
    sizes: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            home=Path(folder), max_in_flight=IN_FLIGHT, plugins={"facebook": {"graph_url": base}}
        )
        transport = AiohttpTransport(connections=IN_FLIGHT)
        async with open_walk(settings, omnichannel_register_runtime().pack, transport) as walk:
            walker, accounts = Walker(walk, IN_FLIGHT), await connected(walk)
            for done in range(STEP, ALL + 1, STEP):
                await scheduled(walk, accounts, STEP)
                await walker.settled(STEP)
                if done in (FIRST, ALL):
                    gc.collect()
                    sizes.append(_resident_bytes())
    return [*sizes, time.process_time()]


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    print(json.dumps(uvloop.run(_delivered(sys.argv[1]))))
