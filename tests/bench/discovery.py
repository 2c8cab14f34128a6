"""
Finding and loading three of 200 installed channels by the index, and by stevedore with its cache.

Each run is a process of its own with the same folders on the path. One bench begins where a start of ours
looks for plugins, with all imported that it has imported by then; in the other, nothing is, not even `json`.
"""

import asyncio
import json
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.rounds import Speed, compare
from tests.core.fakes.distributions import install

CHANNELS, NAMES = 200, ("bench0", "bench99", "bench199")
LOADING = "import omnichannel.plugins.loading"
RUN = """
{before}
import time
began, spent = time.perf_counter(), time.process_time()
{code}
seconds, cpu = time.perf_counter() - began, time.process_time() - spent
import json
print(json.dumps([found, loaded, seconds, cpu]))
"""
OURS = """
from omnichannel.plugins.plugin_index import read_index
every = read_index({home!r})["omnichannel.channels"]
found = sum(one.name.startswith("bench") for one in every)
loaded = [one.load().NAME for one in every if one.name in {names!r}]
"""
STEVEDORE = """
from stevedore.named import NamedExtensionManager
manager = NamedExtensionManager("omnichannel.channels", names={names!r})
found = sum(one.name.startswith("bench") for one in manager.list_entry_points())
loaded = [manager[name].plugin.NAME for name in {names!r}]
"""
INDEX = """
from pathlib import Path
from omnichannel.plugins import plugin_index
from omnichannel.plugins.discovery import indexed_plugins
plugin_index.REST_NS = 0
indexed_plugins(Path({home!r}))
found = plugin_index.read_index({home!r}) is not None
loaded = None
"""


async def bench() -> None:
    """
    Compare the times, with stevedore's cache filled.

    Raises:
        RuntimeError: no index could be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        site, home = Path(folder, "site"), Path(folder, "home")
        home.mkdir()
        for number in range(CHANNELS):
            install(site, f"bench{number}", f"NAME = 'bench{number}'\n")
        facts = {"home": str(home), "names": NAMES}
        await _told(site, STEVEDORE.format(**facts))
        if (await _told(site, INDEX.format(**facts)))[0] is not True:
            raise RuntimeError("no index was written that holds")
        for name, before, ceiling, since in (
            ("discovery_200_vs_stevedore", LOADING, 0.1, "from where a start looks for plugins"),
            ("discovery_200_vs_stevedore_bare", "", 0.5, "from the first line of a bare interpreter"),
        ):
            await compare(
                name,
                ours=partial(_run, site, OURS.format(**facts), before),
                reference=partial(_run, site, STEVEDORE.format(**facts), before),
                rounds=11,
                ceiling=ceiling,
                detail=f"{CHANNELS} channels installed, {len(NAMES)} of them loaded, a fresh process each, "
                f"{since}; stevedore's cache is filled, its import counts",
            )


async def _run(site: Path, code: str, before: str) -> Speed:
    """
    Run *code* once.

    Raises:
        RuntimeError: it did not see every channel, or did not load the three.
    """
    found, loaded, seconds, cpu = await _told(site, code, before)
    if (found, sorted(loaded)) != (CHANNELS, sorted(NAMES)):
        raise RuntimeError(f"{found} channels were found, {loaded} loaded")
    return Speed(1 / seconds, cpu * 1e6)


async def _told(site: Path, code: str, before: str = "") -> tuple[Any, Any, float, float]:
    environment = {**os.environ, "PYTHONPATH": str(site), "XDG_CACHE_HOME": str(site.with_name("cache"))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", RUN.format(code=code, before=before)),
        cwd=site.parent,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"a run ended with {process.returncode}")
    found, loaded, seconds, cpu = json.loads(printed)
    return found, loaded, seconds, cpu
