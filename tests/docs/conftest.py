import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

EXPORTED = re.compile(r"^ *export (.+)$", re.MULTILINE)


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """A running demo; gives the environment in which a reader of its invitation works."""
    programs = Path(sys.executable).parent
    outside = {name: value for name, value in os.environ.items() if not name.startswith("OMNICHANNEL_")}
    environment = {**outside, "PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    log = tmp_path / "demo.log"
    with log.open("wb") as printed:
        running = await asyncio.create_subprocess_exec(
            programs / "omnichannel", "demo", env=environment, stdout=printed, stderr=printed
        )
    try:
        while "Press Ctrl+C" not in log.read_text("utf-8"):
            assert running.returncode is None, log.read_text("utf-8")
            await asyncio.sleep(0.1)
        exported = EXPORTED.findall(log.read_text("utf-8"))[0]
        yield {**environment, **dict(each.split("=", 1) for each in exported.split())}
    finally:
        if running.returncode is None:
            running.terminate()
            await running.wait()
