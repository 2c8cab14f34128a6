import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.walks.house import House, message_body


def at(seconds: float) -> dict[str, Any]:
    """Give a time so many seconds ahead, as the wall clock of Berlin shows it."""
    from zoneinfo import ZoneInfo

    berlin = datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin")) + timedelta(seconds=seconds)
    return {"when": "at", "local": berlin.replace(tzinfo=None).isoformat(), "zone": "Europe/Berlin"}


async def test_a_scheduled_message_is_published_at_its_time(house: House) -> None:
    """A message for a wall time goes out then: not before, and soon after, on a busy machine too."""
    account = await house.connect("facebook")
    accepted = await house.publish(account, "On the dot", publish=at(2))

    delivery = await house.until(accepted["id"], "published")

    due = datetime.fromisoformat(accepted["schedule"]["instant"])
    late = datetime.fromisoformat(delivery["tries"][0]["started_at"]) - due
    assert timedelta() <= late < timedelta(seconds=2)


async def test_a_scheduled_message_survives_a_restart(house: House) -> None:
    """A message that becomes due while the runtime is down is published when it is up again."""
    account = await house.connect("facebook")
    accepted = await house.publish(account, "While it slept", publish=at(1))
    await house.stop()
    await asyncio.sleep(1.2)

    await house.start()

    assert "published" == (await house.until(accepted["id"]))["state"]
    assert 1 == await house.accepted("facebook")


async def test_a_message_can_be_edited_moved_and_cancelled_before_its_time(house: House) -> None:
    """Edits and moves ask for the version that was read; a cancelled message is never published."""
    account = await house.connect("facebook")
    first = await house.publish(account, "Draft words", publish=at(3600))
    place = f"/v1/messages/{first['id']}"

    unread = await house.api.put(place, json=message_body(account, "x"))
    edited = await house.api.put(
        place, json=message_body(account, "Better words", publish=at(3600)), headers={"If-Match": '"v1"'}
    )
    stale = await house.api.put(place, json=message_body(account, "Too late"), headers={"If-Match": '"v1"'})
    moved = await house.api.post(f"{place}:reschedule", json={"publish": at(1)}, headers={"If-Match": '"v2"'})
    cancelled = await house.api.post(f"{place}:cancel")
    await asyncio.sleep(1.5)

    assert [428, 200, 412, 200, 200] == [
        answer.status_code for answer in (unread, edited, stale, moved, cancelled)
    ]
    assert "cancelled" == (await house.message(first["id"]))["status"]
    assert 0 == await house.accepted("facebook")


async def test_a_published_message_can_no_longer_be_changed(house: House) -> None:
    """After publication edits and cancels are refused with a sentence that says so."""
    account = await house.connect("facebook")
    accepted = await house.publish(account, "Out in the world")
    await house.until(accepted["id"], "published")
    place = f"/v1/messages/{accepted['id']}"

    edit = await house.api.put(place, json=message_body(account, "x"), headers={"If-Match": '"v1"'})
    cancel = await house.api.post(f"{place}:cancel")

    assert [409, 409] == [edit.status_code, cancel.status_code]
    assert "being published" in edit.json()["detail"]
    assert "published" in cancel.json()["detail"]


async def test_a_draft_may_be_unfinished_and_is_not_published(house: House) -> None:
    """A draft without a target is kept; scheduling it says what is missing."""
    body = {"content": {"text": "To be continued"}}

    draft = await house.api.post("/v1/messages", json=body)
    scheduled = await house.api.post(
        f"/v1/messages/{draft.json()['id']}:reschedule",
        json={"publish": {"when": "now"}},
        headers={"If-Match": '"v1"'},
    )

    assert "draft" == draft.json()["status"]
    assert 422 == scheduled.status_code
    assert "/targets" == scheduled.json()["errors"][0]["field"]
