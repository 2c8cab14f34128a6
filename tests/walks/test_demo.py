import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    omnichannel = Path(sys.executable).with_name("omnichannel")
    ended = subprocess.run(
        [omnichannel, "demo", "--once", "--json"], capture_output=True, text=True, timeout=100
    )
    assert ended.returncode == 0, ended.stderr
    result: dict[str, Any] = json.loads(ended.stdout)
    return result


def test_every_delivery_of_the_demo_is_published(shown: dict[str, Any]) -> None:
    """Each delivery of the demo ends as published, under an id of its own, within seconds."""
    deliveries = shown["deliveries"]

    assert {"published"} == {delivery["state"] for delivery in deliveries}
    assert {"facebook", "email"} == {delivery["channel"] for delivery in deliveries}
    assert len(deliveries) == len({delivery["external_id"] for delivery in deliveries})
    assert all(delivery["seconds"] < 10 for delivery in deliveries)
    assert all("://127.0.0.1:" in delivery["url"] for delivery in deliveries if delivery["url"])


def test_the_wall_shows_each_delivery_once(shown: dict[str, Any]) -> None:
    """What was published and what the platforms show are the same posts, pictures included."""
    published = sorted(delivery["external_id"] for delivery in shown["deliveries"])

    assert published == sorted(entry["external_id"] for entry in shown["wall"])
    assert any(len(entry["pictures"]) == 3 for entry in shown["wall"] if entry["channel"] == "facebook")
    assert all(entry["recipients"] for entry in shown["wall"] if entry["channel"] == "email")


def test_nothing_is_left_out_silently(shown: dict[str, Any]) -> None:
    """A channel without a pretend platform is named with the reason; here every channel has one."""
    assert [] == shown["skipped"]


async def test_two_demos_at_once_do_not_meet(tmp_path: Path) -> None:
    """Who comes second to a port takes another; both tell where they are."""
    omnichannel = Path(sys.executable).with_name("omnichannel")
    quiet = {**os.environ, "COLUMNS": "200"}
    logs = [tmp_path / name for name in ("one", "two")]
    demos = []
    for log in logs:
        with log.open("wb") as printed:
            demos.append(
                await asyncio.create_subprocess_exec(
                    omnichannel, "demo", env=quiet, stdout=printed, stderr=printed
                )
            )
    try:
        async with asyncio.timeout(150):
            while not all("Press Ctrl+C" in log.read_text("utf-8") for log in logs):
                assert [None, None] == [demo.returncode for demo in demos], [log.read_text() for log in logs]
                await asyncio.sleep(0.1)
    finally:
        for demo in demos:
            if demo.returncode is None:
                demo.terminate()
            await demo.wait()

    exported = [log.read_text("utf-8").partition("export ")[2].split()[0] for log in logs]
    assert 2 == len(set(exported))
