"""The end of an outage: what is overdue goes out one after the other."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.walks.house import House, message_body, open_house


@pytest.fixture
async def careful(tmp_path: Path) -> AsyncIterator[House]:
    """A house whose overdue posts keep three seconds apart."""
    spacing = {"OMNICHANNEL_SURGE_SPACING_SECONDS": "3", "OMNICHANNEL_SURGE_AFTER_SECONDS": "1"}
    async with open_house(tmp_path, **spacing) as house:
        yield house


async def _held_back(house: House, ids: Sequence[str]) -> dict[str, Any]:
    """Give a delivery that waits for its turn, whichever of the messages it belongs to."""
    async with asyncio.timeout(20):
        while True:
            deliveries = [(await house.message(id))["deliveries"][0] for id in ids]
            if waiting := [one for one in deliveries if one["state"] == "waiting"]:
                return dict(waiting[0])


async def test_an_outage_ends_without_a_salvo(careful: House) -> None:
    """Three posts became due while nothing ran: they appear apart, and what is written now passes them."""
    account = await careful.connect("facebook")
    due_at = datetime.now(UTC) + timedelta(seconds=4)
    at = {"when": "at", "local": due_at.replace(tzinfo=None).isoformat(), "zone": "UTC"}
    bodies = [message_body(account, f"Overdue {n}", publish=at) for n in range(3)]
    accepted = await careful.api.post("/v1/messages:batch", json={"messages": bodies})
    await careful.kill()
    assert datetime.now(UTC) < due_at
    overdue = [item["message"]["id"] for item in accepted.json()["items"]]
    await asyncio.sleep((due_at - datetime.now(UTC)).total_seconds() + 2)

    await careful.start()
    waiting = await _held_back(careful, overdue)
    said = (await careful.api.get(f"/v1/deliveries/{waiting['id']}/explain")).json()
    now = await careful.publish(account, "Now")
    await careful.until(now["id"])
    passed = [one["text"] for one in await careful.arrivals("facebook")]
    for id in overdue:
        await careful.until(id)

    arrived = await careful.arrivals("facebook")
    times = [datetime.fromisoformat(one["at"]) for one in arrived if one["text"] != "Now"]
    assert (
        "are overdue: so that they do not all appear at once, they go out 3 seconds apart."
        in said["headline"]
    )
    assert "Now" in passed
    assert len(passed) < 4
    assert 3 == len(times)
    assert all(later - earlier > timedelta(seconds=1) for earlier, later in pairwise(sorted(times)))
    assert max(times) - min(times) > timedelta(seconds=4.5)
