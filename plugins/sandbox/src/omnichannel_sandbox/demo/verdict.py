"""The demo's verdict: did exactly what was promised arrive?"""

from collections.abc import Sequence
from typing import Any

from omnichannel_sandbox.demo.story import Followed, seconds_taken

ARRIVED = frozenset({"published", "delivered", "read"})


def report(
    messages: Sequence[Followed], wall: Sequence[dict[str, Any]], skipped: Sequence[dict[str, str]]
) -> dict[str, Any]:
    """Give what `demo --once --json` prints."""
    return {
        "deliveries": [
            {
                "channel": delivery["channel"],
                "state": delivery["state"],
                "external_id": delivery["external_id"],
                "url": delivery["url"],
                "seconds": round(seconds_taken(message, delivery), 3),
            }
            for message in messages
            for delivery in message.deliveries
        ],
        "wall": list(wall),
        "skipped": list(skipped),
    }


def faults(messages: Sequence[Followed], wall: Sequence[dict[str, Any]]) -> list[str]:
    """Say, a sentence each, where what arrived is not what was promised; empty when all is well."""
    shown: dict[str, list[dict[str, Any]]] = {}
    for entry in wall:
        shown.setdefault(entry["external_id"], []).append(entry)
    found = [fault for message in messages for fault in _faults_of(message, shown)]
    expected = sum(len(message.deliveries) for message in messages)
    if len(wall) != expected:
        found.append(f"{expected} posts were to arrive, and {len(wall)} did.")
    return found if expected else ["Nothing was published: no installed channel has a pretend platform."]


def _faults_of(message: Followed, shown: dict[str, list[dict[str, Any]]]) -> list[str]:
    found = []
    for delivery in message.deliveries:
        what = f"{message.title!r} on {delivery['channel']}"
        if delivery["state"] not in ARRIVED:
            found.append(f"{what} is {delivery['state']}: {delivery['reason']}")
            continue
        entries = shown.get(delivery["external_id"], [])
        promise = message.promises[delivery["account_id"]]
        if len(entries) != 1:
            found.append(f"{what} stands {len(entries)} times on the wall.")
        elif seconds_taken(message, delivery) < 0:
            found.append(f"{what} was published before its time.")
        elif entries[0]["recipients"] != ([delivery["address"]] if delivery["address"] else []):
            found.append(f"{what} went to {entries[0]['recipients']} instead of {delivery['address']}.")
        elif entries[0]["text"] != promise.text:
            found.append(f"{what} arrived with another text than simulate promised.")
        elif tuple(entries[0]["pictures"]) != promise.pictures:
            found.append(f"{what} arrived with other pictures than simulate promised.")
    return found
