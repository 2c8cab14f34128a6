import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import httpx

from tests.walks.house import House, message_body, open_house

MESSAGES = 120
SLOTS = 5


async def test_a_killed_runtime_publishes_each_accepted_message_once(house: House) -> None:
    """Killed under load and started again, every accepted message ends published, and once on the page."""
    account = await house.connect("facebook")
    await house.fault("facebook", {"kind": "slow", "seconds": 0.3, "on": "publish"})

    accepted = await _accepted_until_killed(house, account)
    await house.fault("facebook")
    await house.start()
    deliveries = [await house.until(id, "published", seconds=40) for id in accepted]

    arrived = Counter(arrival["text"] for arrival in await house.arrivals("facebook"))
    assert len(accepted) >= 20, "the runtime was killed before there was a load"
    assert {1} == {arrived[text] for text in accepted.values()}
    assert len(accepted) == len({delivery["external_id"] for delivery in deliveries})
    assert any("find" == attempt["action"] for delivery in deliveries for attempt in delivery["tries"])


async def test_a_killed_runtime_sends_no_mail_twice(house: House) -> None:
    """Mail cannot be searched for: after a kill each accepted mail was sent once, or a person is asked."""
    account = await house.connect("email")
    await house.fault("email", {"kind": "slow", "seconds": 0.3, "on": "publish"})
    accepted = {}
    for number in range(20):
        recipients = [f"guest{number}@guests.example"]
        message = await house.publish(account, f"Mail {number}", title="News", recipients=recipients)
        accepted[message["id"]] = recipients[0]
    while await house.accepted("email") < 3:  # noqa: ASYNC110 - it happens in another process
        await asyncio.sleep(0.005)

    await house.kill()
    await house.fault("email")
    await house.start()
    ended = [await house.until_told(id) for id in accepted]

    arrived = Counter(one["recipients"][0] for one in await house.arrivals("email"))
    assert {"published", "unknown"} >= {delivery["state"] for delivery in ended}
    assert max(arrived.values()) == 1
    assert all(arrived[delivery["address"]] for delivery in ended if delivery["state"] == "published")


async def test_a_killed_runtime_leaves_twice_as_many_to_look_for_as_it_has_slots(tmp_path: Path) -> None:
    """Killed with more due than it has slots, no more than that may be out and is looked for."""
    async with open_house(tmp_path, OMNICHANNEL_MAX_IN_FLIGHT=str(SLOTS)) as house:
        account = await house.connect("facebook")
        await house.fault("facebook", {"kind": "slow", "seconds": 0.05, "on": "publish"})

        accepted = await _accepted_until_killed(house, account)
        with closing(sqlite3.connect(house.home / "omnichannel.db")) as opened:
            (left,) = opened.execute(
                "SELECT count(*) FROM deliveries WHERE state IN ('publishing', 'unknown')"
            ).fetchone()
        await house.fault("facebook")
        await house.start()
        ended = [await house.until(id, "published", seconds=40) for id in accepted]

    looked_for = [one for one in ended if any("find" == each["action"] for each in one["tries"])]
    assert 0 < left <= 2 * SLOTS
    assert len(looked_for) <= 2 * SLOTS


async def _accepted_until_killed(house: House, account: str) -> dict[str, str]:
    """Send messages until the runtime dies in the middle; gives the texts of those it had accepted, by id."""
    accepted: dict[str, str] = {}

    async def send(number: int) -> None:
        await asyncio.sleep(number * 0.004)
        text = f"Post {number}"
        try:
            response = await house.api.post(
                "/v1/messages", json=message_body(account, text), headers={"Idempotency-Key": str(uuid4())}
            )
        except httpx.HTTPError:
            return
        if response.status_code == 201:
            accepted[response.json()["id"]] = text

    async def kill() -> None:
        while await house.accepted("facebook") < 25:  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.005)
        await house.kill()

    await asyncio.gather(kill(), *(send(number) for number in range(MESSAGES)))
    return accepted
