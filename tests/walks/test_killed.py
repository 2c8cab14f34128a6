import asyncio
from collections import Counter
from uuid import uuid4

import httpx

from tests.walks.house import House, message_body

MESSAGES = 120


async def test_a_killed_runtime_publishes_each_accepted_message_once(house: House) -> None:
    """Killed under load and started again, every accepted message ends published, and once on the page."""
    account = await house.connect("facebook")
    await house.fault("facebook", {"kind": "slow", "seconds": 0.15, "on": "publish"})

    accepted = await _accepted_until_killed(house, account)
    await house.fault("facebook")
    await house.start()
    deliveries = [await house.until(id, "published", seconds=40) for id in accepted]

    arrived = Counter(arrival["text"] for arrival in await house.arrivals("facebook"))
    assert len(accepted) >= 20, "the runtime was killed before there was a load"
    assert {1} == {arrived[text] for text in accepted.values()}
    assert len(accepted) == len({delivery["external_id"] for delivery in deliveries})


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
