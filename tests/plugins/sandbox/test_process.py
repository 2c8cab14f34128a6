"""The sandbox as a process of its own."""

import asyncio
import json
import signal
import sys
from pathlib import Path

import httpx
import pytest

from omnichannel_sandbox.server import Sandbox


async def started(ready: Path, *arguments: str) -> asyncio.subprocess.Process:
    """Start the process and wait for its ready file."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "omnichannel_sandbox", "--ready-file", str(ready), *arguments,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    for _ in range(200):
        if await asyncio.to_thread(ready.exists):
            break
        await asyncio.sleep(0.05)
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_ready_file_tells_a_listening_sandbox(tmp_path: Path, number: signal.Signals) -> None:
    """Once the file exists every port answers, and a signal ends the process cleanly."""
    process = await started(tmp_path / "ready.json", "--data-dir", str(tmp_path / "data"))

    facts = json.loads((tmp_path / "ready.json").read_text())
    async with httpx.AsyncClient() as client:
        accounts = (await client.get(f"{facts['http_url']}/control/accounts")).json()
    process.send_signal(number)

    assert 0 == await asyncio.wait_for(process.wait(), timeout=5)
    await process.communicate()
    assert {"http_url", "graph_url", "smtp_port", "smtps_port", "ca_file", "pid"} == facts.keys()
    assert (process.pid, f"{facts['http_url']}/graph") == (facts["pid"], facts["graph_url"])
    assert facts["smtps_port"] == accounts["email"]["smtps_port"]
    assert tmp_path / "data" / "ca.pem" == Path(facts["ca_file"])


async def test_a_taken_port_is_told(sandbox: Sandbox, tmp_path: Path) -> None:
    """Opening on a port that somebody has fails instead of hanging."""
    with pytest.raises(OSError, match="in use"):
        async with Sandbox(sandbox.smtp_port, data_dir=tmp_path / "second"):
            pass


async def test_two_sandboxes_do_not_meet(sandbox: Sandbox, tmp_path: Path) -> None:
    """Sandboxes of one process have their own ports, files and faults."""
    async with Sandbox(data_dir=tmp_path / "second") as second, httpx.AsyncClient() as client:
        await client.put(f"{second.http_url}/control/faults/email", json={"kind": "answer_lost"})
        first_faults = (await client.get(f"{sandbox.http_url}/control/faults")).json()

    assert {"facebook": [], "email": []} == first_faults["faults"]
    assert sandbox.ca_file.read_bytes() != second.ca_file.read_bytes()
