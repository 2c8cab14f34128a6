"""What comes too late for its message, through a real outage of the runtime."""

import asyncio
from datetime import UTC, datetime, timedelta

from tests.walks.command_line import command
from tests.walks.house import House

PAST = timedelta(seconds=57)
"""How long ago the post was meant to leave: near the minute of patience, in which it still counts as now."""


async def late(house: House, otherwise: str, *, minutes: int = 1) -> str:
    """Pause an account, schedule a post of it, and let it go on when a minute has passed since its time."""
    account = await house.connect("facebook")
    assert 200 == (await house.api.post(f"/v1/accounts/{account}:pause", json={})).status_code
    local = (datetime.now(UTC) - PAST).replace(tzinfo=None).isoformat()
    at = {"when": "at", "local": local, "zone": "UTC"}
    patience = {"minutes": minutes, "otherwise": otherwise}
    accepted = await house.publish(account, "Rye", publish=at, lateness=patience)
    await house.until(accepted["id"], "waiting")
    await asyncio.sleep(60 - PAST.total_seconds())
    assert 200 == (await house.api.post(f"/v1/accounts/{account}:resume")).status_code
    return str(accepted["id"])


async def test_a_post_within_its_patience_is_published_late(house: House) -> None:
    """A minute late where two are allowed: it goes out by itself, once, and says that it was late."""
    id = await late(house, "miss", minutes=2)
    published = await house.until(id, "published")

    planned = datetime.fromisoformat((await house.message(id))["schedule"]["instant"])
    assert datetime.fromisoformat(published["published_at"]) - planned >= timedelta(minutes=1)
    assert 1 == await house.accepted("facebook")


async def test_a_post_that_came_too_late_is_left_and_published_on_request(house: House) -> None:
    """It is missed, in words; nothing arrived; a person publishes it after all, once."""
    id = await late(house, "miss")
    delivery = await house.until(id, "missed")

    assert "It was allowed to be 1 minute late, so it was not sent." in delivery["reason"]
    assert ("failed", 0) == ((await house.message(id))["status"], await house.accepted("facebook"))
    assert 200 == (await house.api.post(f"/v1/deliveries/{delivery['id']}:retry")).status_code
    await house.until(id, "published")
    assert 1 == await house.accepted("facebook")


async def test_a_post_that_came_too_late_is_published_by_a_persons_word(house: House) -> None:
    """Held until somebody decides, it goes out by `omnichannel retry`, once."""
    id = await late(house, "ask")
    await house.until(id, "held")

    done = await command(house, "retry", f"{id}/d1")
    await house.until(id, "published")

    assert 0 == done.code, done.err
    assert 1 == await house.accepted("facebook")


async def test_a_post_that_came_too_late_asks(house: House) -> None:
    """It is held, its message asks for attention, and it can be called off."""
    id = await late(house, "ask")
    delivery = await house.until(id, "held")

    message = await house.message(id)
    said = (await house.api.get(f"/v1/deliveries/{delivery['id']}/explain")).json()
    cancelled = await house.api.post(f"/v1/messages/{id}:cancel")

    assert ("attention", 0) == (message["status"], await house.accepted("facebook"))
    assert ["retry", "edit", "cancel"] == [one["deed"] for one in said["you_can"]]
    assert "so it was held until you decide." in said["headline"]
    assert (200, "cancelled") == (cancelled.status_code, cancelled.json()["status"])
