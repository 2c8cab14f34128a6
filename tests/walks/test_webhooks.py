"""Programs are told what happens here: signed, at least once, in spite of deaths."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.walks.house import House, open_house
from tests.walks.receiver import Answer, Receiver, receiving

MINE = "delivery.published"


@asynccontextmanager
async def told(
    folder: Path, answer: Answer = lambda _: "200 OK", **endpoint: Any
) -> AsyncIterator[tuple[House, Receiver, str]]:
    """A house and a receiver that is told; gives the endpoint's id, too."""
    async with receiving(answer) as receiver:
        allowed = json.dumps([receiver.place])
        async with open_house(folder, OMNICHANNEL_WEBHOOK_ALLOWED_PRIVATE_HOSTS=allowed) as house:
            id = await add(house, receiver, **endpoint)
            yield house, receiver, id


async def add(house: House, receiver: Receiver, **endpoint: Any) -> str:
    added = await house.api.post("/v1/webhooks", json={"url": receiver.url, **endpoint})
    assert added.status_code == 201, added.text
    receiver.secret = added.json()["secret"]
    return str(added.json()["id"])


async def log(house: House, id: str) -> list[dict[str, Any]]:
    answer = await house.api.get(f"/v1/webhooks/{id}/deliveries", params={"limit": 200})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def until_state(
    house: House, id: str, event: str, state: str, *, seconds: float = 30
) -> dict[str, Any]:
    async with asyncio.timeout(seconds):
        while True:
            fitting = [one for one in await log(house, id) if (one["event"], one["state"]) == (event, state)]
            if fitting:
                return fitting[0]
            await asyncio.sleep(0.05)


async def test_a_program_is_told_the_whole_walk_of_a_message(tmp_path: Path) -> None:
    """From its acceptance on, each step is an event, signed, once, with everything that GET shows."""
    async with told(tmp_path) as (house, receiver, _):
        account = await house.connect("facebook")
        message = await house.publish(account, "Fresh bread")
        await receiver.until(lambda it: bool(it.of(MINE)))
        delivery = (await house.message(message["id"]))["deliveries"][0]

    expected = {"account.created", "message.created", "delivery.publishing", MINE}
    assert expected == {one.type for one in receiver.heard}
    (published,) = receiver.of(MINE)
    data = published.event["data"]
    assert (message["id"], delivery["id"], account) == (
        data["message_id"],
        data["delivery_id"],
        data["account_id"],
    )
    same = ("external_id", "url", "state", "published_at", "channel", "attempts")
    assert {name: delivery[name] for name in same} == {name: data["delivery"][name] for name in same}
    assert (0, len(receiver.heard)) == (receiver.forged, len({one.id for one in receiver.heard}))


async def test_nobody_is_told_of_the_telling(tmp_path: Path) -> None:
    """What is done to tell a program is no event, and stands in no list, count or feed of the workspace."""
    async with told(tmp_path) as (house, receiver, id):
        account = await house.connect("facebook")
        await house.publish(account, "Fresh bread")
        await receiver.until(lambda it: bool(it.of(MINE)))
        await until_state(house, id, MINE, "published")
        heard = len(receiver.heard)
        await asyncio.sleep(1.5)

        lists = {
            path: (await house.api.get(path)).json()
            for path in ("/v1/accounts", "/v1/messages", "/v1/deliveries", "/v1/changes", "/v1/channels")
        }
        statistics = (await house.api.get("/v1/statistics")).json()

    assert heard == len(receiver.heard)
    assert [1, 1, 1] == [
        len(lists[path]["items"]) for path in ("/v1/accounts", "/v1/messages", "/v1/deliveries")
    ]
    assert "webhook" not in json.dumps([lists["/v1/channels"], statistics])
    assert {account, None} >= {one["account_id"] for one in lists["/v1/changes"]["items"]}


@pytest.mark.timeout(150)
async def test_a_killed_runtime_tells_everything_once(tmp_path: Path) -> None:
    """Killed while events wait and started again, each event is heard, under one id, and none is missing."""
    async with told(tmp_path, events=["delivery.published"]) as (house, receiver, _):
        account = await house.connect("facebook")
        receiver.slow_seconds = 0.3
        texts = [f"Post {number}" for number in range(15)]
        messages = [(await house.publish(account, text))["id"] for text in texts]
        await receiver.until(lambda it: len(it.heard) >= 3)
        await house.kill()
        receiver.slow_seconds = 0.0
        await house.start()
        await receiver.until(lambda it: len({one.id for one in it.heard}) >= len(messages), seconds=120)

    by_id = {one.id: one.event["data"]["message_id"] for one in receiver.heard}
    assert Counter(messages) == Counter(by_id.values())
    assert 0 == receiver.forged


@pytest.mark.timeout(150)
async def test_a_receiver_in_trouble_is_told_later(tmp_path: Path) -> None:
    """500, too many requests and a lost answer are tried again under the same id, until it answers well."""
    answers = ["500 Oops", "429 Slow down\r\nRetry-After: 1", None]
    async with told(
        tmp_path, lambda n: answers[n] if n < len(answers) else "204 Done", events=["message.created"]
    ) as (house, receiver, id):
        account = await house.connect("facebook")
        await house.publish(account, "Fresh bread")
        done = await until_state(house, id, "message.created", "published", seconds=120)

    assert [500, 429, None, 204] == [one["evidence"]["status"] for one in done["tries"]]
    assert 1 == len({one.id for one in receiver.heard})
    assert done["id"].replace("-", "") == receiver.heard[0].id


async def test_a_receiver_that_is_gone_is_paused_and_misses_nothing(tmp_path: Path) -> None:
    """410 pauses the endpoint with a reason; resumed, it hears what happened meanwhile."""
    async with told(tmp_path, lambda n: "410 Gone" if n == 0 else "200 OK", events=["message.created"]) as (
        house,
        receiver,
        id,
    ):
        account = await house.connect("facebook")
        first = await house.publish(account, "First")
        await until_state(house, id, "message.created", "waiting")
        paused = (await house.api.get(f"/v1/webhooks/{id}")).json()
        second = await house.publish(account, "Second")
        await house.until(second["id"], "published")
        quiet = len(receiver.heard)
        resumed = await house.api.post(f"/v1/webhooks/{id}:resume")
        await receiver.until(lambda it: len({one.event["data"]["message_id"] for one in it.heard[1:]}) == 2)

    assert ("paused", True) == (paused["state"], "410" in paused["pause_reason"])
    assert (1, "active") == (quiet, resumed.json()["state"])
    assert {first["id"], second["id"]} == {one.event["data"]["message_id"] for one in receiver.heard[1:]}


async def test_what_was_given_up_is_replayed(tmp_path: Path) -> None:
    """A redirect is refused; once the address is right, a replay since then tells it under the same id."""
    async with told(
        tmp_path, lambda n: "302 Elsewhere" if n == 0 else "200 OK", events=["message.created"]
    ) as (house, receiver, id):
        account = await house.connect("facebook")
        message = await house.publish(account, "Fresh bread")
        failed = await until_state(house, id, "message.created", "failed")
        since = {"since": message["created_at"]}
        replayed = await house.api.post(f"/v1/webhooks/{id}:replay", json=since)
        await until_state(house, id, "message.created", "published")
        again = await house.api.post(
            f"/v1/webhooks/{id}:replay", json={"delivery_ids": [failed["id"]], "only": "all"}
        )
        await receiver.until(lambda it: len(it.heard) == 3)

    assert ({"count": 1, "more": False}, {"count": 1, "more": False}) == (replayed.json(), again.json())
    assert 1 == len({one.id for one in receiver.heard})


async def test_an_endpoint_hears_from_its_beginning_and_its_own_events_only(tmp_path: Path) -> None:
    """What happened before is no news; a test event, a pause and a removal do what they say."""
    async with told(tmp_path, events=["account.*"]) as (house, receiver, id):
        async with receiving() as late:
            account = await house.connect("facebook")
            await house.publish(account, "Fresh bread")
            await receiver.until(lambda it: bool(it.of("account.created")))
            refused = await house.api.post("/v1/webhooks", json={"url": late.url})
        tested = await house.api.post(f"/v1/webhooks/{id}:test")
        await receiver.until(lambda it: bool(it.of("test")))
        await house.api.post(f"/v1/accounts/{account}:pause", json={"reason": "Closed."})
        await receiver.until(lambda it: bool(it.of("account.paused")))
        removed = await house.api.delete(f"/v1/webhooks/{id}")
        await house.api.post(f"/v1/accounts/{account}:resume")
        await asyncio.sleep(1.5)
        gone = await house.api.get(f"/v1/webhooks/{id}")

    assert ["account.created", "test", "account.paused"] == [one.type for one in receiver.heard]
    assert (422, "/url") == (refused.status_code, refused.json()["errors"][0]["field"])
    assert (200, 204, 404) == (tested.status_code, removed.status_code, gone.status_code)
    assert "Closed." == receiver.of("account.paused")[0].event["data"]["account"]["pause_reason"]


async def test_an_endpoint_that_hangs_delays_no_post(tmp_path: Path) -> None:
    """However much it is to be told, it takes a quarter of the slots; posts go out beside it, on time."""
    async with receiving() as receiver:
        receiver.slow_seconds = 6.0
        allowed = json.dumps([receiver.place])
        settings = {"OMNICHANNEL_WEBHOOK_ALLOWED_PRIVATE_HOSTS": allowed, "OMNICHANNEL_MAX_IN_FLIGHT": "8"}
        async with open_house(tmp_path, **settings) as house:
            await add(house, receiver)
            account = await house.connect("facebook")
            for _ in range(15):
                await house.api.post(f"/v1/accounts/{account}:pause", json={"reason": "Closed."})
                await house.api.post(f"/v1/accounts/{account}:resume")
            await receiver.until(lambda it: it.busy > 1)
            took = [await _seconds_to_publish(house, account) for _ in range(3)]
            at_once = receiver.most_busy
            receiver.slow_seconds = 0.0
            await receiver.until(lambda it: len(it.of("account.resumed")) >= 15)

    assert max(took) < 3, took
    assert at_once <= 3


async def _seconds_to_publish(house: House, account: str) -> float:
    began = time.monotonic()
    message = await house.publish(account, "Fresh bread")
    await house.until(message["id"], "published")
    return time.monotonic() - began
