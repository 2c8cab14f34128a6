"""The command line, as a person runs it beside a house."""

import asyncio
import os
import sys
from dataclasses import dataclass

from tests.walks.house import House


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def surroundings(house: House, **changes: str) -> dict[str, str]:
    """The environment of somebody who works beside the house."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OMNICHANNEL_")}
    ours = {"OMNICHANNEL_URL": house.runtime.listening.url, "OMNICHANNEL_HOME": str(house.home), "TZ": "UTC"}
    return {**kept, **ours, **changes}


async def started(house: House, *arguments: str, **changes: str) -> asyncio.subprocess.Process:
    """Start a command."""
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "omnichannel.presentation.cli.main",
        *arguments,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        env=surroundings(house, **changes),
        cwd=house.home,
    )


async def command(house: House, *arguments: str, typed: str = "", **changes: str) -> Done:
    """Run a command to its end; *typed* comes on stdin, *changes* are variables of its environment."""
    process = await started(house, *arguments, **changes)
    async with asyncio.timeout(30):
        out, err = await process.communicate(typed.encode())
    return Done(process.returncode or 0, out.decode(), err.decode())
