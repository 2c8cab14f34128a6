import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx
import pytest

from tests.walks.house import House


class Events:
    """A stream of server-sent events, read as a browser does."""

    def __init__(self, answer: httpx.Response) -> None:
        self.last_id = ""
        self._lines = answer.aiter_lines()

    async def next(self) -> dict[str, Any]:
        """Wait for the next event; gives its data, with the event's name and when it came."""
        event: dict[str, Any] = {}
        async with asyncio.timeout(10):
            async for line in self._lines:
                field, _, value = line.partition(": ")
                if field == "id":
                    self.last_id = value
                elif field == "event":
                    event["event"] = value
                elif field == "data":
                    event |= json.loads(value)
                elif not line and event:
                    return event | {"came": time.time()}
        raise EOFError("the stream has ended")


@asynccontextmanager
async def listening(house: House, last: str | None = None, **query: Any) -> AsyncIterator[Events]:
    """Listen, from *last* on where it is given."""
    headers = {} if last is None else {"Last-Event-ID": last}
    async with house.api.stream("GET", "/v1/changes/stream", params=query, headers=headers) as answer:
        assert 200 == answer.status_code
        yield Events(answer)


async def read(house: House, path: str, **query: Any) -> dict[str, Any]:
    """Read something."""
    answer = await house.api.get(path, params=query)
    assert 200 == answer.status_code, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_listener_hears_of_a_post_when_it_is_out(house: House) -> None:
    """The events of a post come one by one, the last within 2 seconds of its settling, and no other does."""
    account = await house.connect("facebook")
    async with listening(house) as events:
        message = await house.publish(account, "Hear, hear")
        heard = [await events.next()]
        while heard[-1]["state"] != "published":
            heard.append(await events.next())

    delivery = await house.until(message["id"])
    assert [
        ("message.created", "scheduled"),
        ("delivery.updated", "publishing"),
        ("delivery.updated", "published"),
    ] == [(each["event"], each["state"]) for each in heard]
    assert {message["id"]} == {each["message_id"] for each in heard}
    assert (delivery["id"], account) == (heard[-1]["delivery_id"], heard[-1]["account_id"])
    assert heard[-1]["came"] - datetime.fromisoformat(delivery["updated_at"]).timestamp() < 2


async def test_who_comes_back_has_missed_nothing(house: House) -> None:
    """A stream that ends by itself is gone on with by its last id, and the pages tell the same."""
    start = (await read(house, "/v1/changes"))["last"]
    account = await house.connect("facebook")
    async with listening(house, after=start, seconds=1) as events:
        first = await events.next()
        with pytest.raises(EOFError):
            await events.next()
    message = await house.publish(account, "While nobody listened")
    await house.until(message["id"])

    async with listening(house, events.last_id, after="0") as events:
        rest = [await events.next() for _ in range(3)]

    told = await read(house, "/v1/changes", after=start)
    heard = [each["cursor"] for each in [first, *rest]]
    assert heard == [each["cursor"] for each in told["items"]]
    assert told["next"] == told["last"] == heard[-1]
    assert [] == (await read(house, "/v1/changes", after=told["next"]))["items"]


async def test_a_stream_does_not_hold_up_the_end(house: House) -> None:
    """Asked to stop, the runtime ends its streams at once and properly; they go on after the next start."""
    account = await house.connect("facebook")
    async with listening(house, after="0") as events:
        await events.next()
        began = time.monotonic()
        stopping = asyncio.create_task(house.runtime.__aexit__(None, None, None))
        with pytest.raises(EOFError):
            await events.next()
        await stopping

    assert time.monotonic() - began < 5
    await house.start()
    async with listening(house, events.last_id) as events:
        message = await house.publish(account, "Back again")
        assert message["id"] == (await events.next())["message_id"]


async def test_who_leaves_gives_the_place_back(house: House) -> None:
    """A hundred streams are served at once and one more is refused; hung up, they make room."""
    async with httpx.AsyncClient(
        base_url=house.api.base_url, headers=house.api.headers, trust_env=False, limits=httpx.Limits()
    ) as many:
        asking = [many.build_request("GET", "/v1/changes/stream") for _ in range(101)]
        answers = [await many.send(request, stream=True) for request in asking]
        statuses = [answer.status_code for answer in answers]
        for answer in answers:
            await answer.aclose()

    assert [200] * 100 + [503] == statuses
    async with asyncio.timeout(10):
        while (await house.api.head("/v1/changes/stream")).status_code != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_lists_and_numbers_tell_of_the_same_posts(house: House) -> None:
    """What was published and what waits is found by its status, state and words, and counted."""
    account = await house.connect("facebook")
    good = await house.publish(account, "Good bread")
    await house.until(good["id"])
    await house.fault("facebook", {"kind": "expired_token", "on": "publish"})
    bad = await house.publish(account, "Bad luck")
    await house.until(bad["id"], "waiting")

    async def ids(path: str, **query: Any) -> list[str]:
        return [each["id"] for each in (await read(house, path, **query))["items"]]

    assert [good["id"]] == await ids("/v1/messages", status="published")
    assert [bad["id"]] == await ids("/v1/messages", status="publishing,failed", account_id=account)
    assert [good["id"]] == await ids("/v1/messages", q="BREAD", channel="facebook")
    (waiting,) = (await read(house, "/v1/deliveries", state="waiting"))["items"]
    assert bad["id"] == waiting["message_id"]
    told = await read(house, "/v1/statistics")
    assert (1, 1) == (told["total"]["arrived"], told["now"]["waiting"])
    assert (1, 1) == (told["lateness"]["published"], told["lateness"]["buckets"][0]["count"])
