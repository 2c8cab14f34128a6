"""Sending and following: what is asked of the server, and when it is left alone."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from omnichannel.application.dtos.messages import RecipientIn
from omnichannel.client import Invalid, NoSuchAccount, StillWaiting, WrongArgument
from tests.core.client.examples import ACCOUNT_ID, ID, account, delivery, listed, media, message, people
from tests.core.client.servers import Answering, Scripted, problem

ACCOUNTS = httpx.Response(200, json={"items": [account()]})
ACCEPTED = httpx.Response(201, json=message())


def looks(*found: dict[str, Any]) -> Scripted:
    return Scripted(*(httpx.Response(200, json=one) for one in found))


async def test_what_is_said_becomes_a_body() -> None:
    """Names become ids, people recipients, and what nobody said is left out."""
    server = Scripted(ACCOUNTS, ACCEPTED)

    async with server.client() as client:
        await client.messages.send(
            "Rye",
            channels={"letters:Harbour Bakery": ["ada@guests.example"]},
            title="Bread",
            options={"letters": {"tone": "warm"}},
            variants={"letters": {"text": "Rye!"}},
            on_unknown="retry",
        )

    assert {
        "content": {"text": "Rye", "title": "Bread", "media": []},
        "targets": [{"account_id": ACCOUNT_ID, "recipients": [{"addresses": ["ada@guests.example"]}]}],
        "publish": {"when": "now"},
        "variants": {"letters": {"text": "Rye!"}},
        "options": {"letters": {"tone": "warm"}},
        "on_unknown": "retry",
    } == server.body()


async def test_further_ways_are_named_with_their_waits() -> None:
    """Accounts become ids, waits minutes; what waits for a failure has none."""
    other = "01a20627-3333-7504-9b16-a34fe0194710"
    cards = account(id=other, channel="cards", name="Cards")
    server = Scripted(httpx.Response(200, json={"items": [account(), cards]}), ACCEPTED)
    ada = RecipientIn(addresses=["ada@guests.example"], otherwise=["Harbour 1", None])

    async with server.client() as client:
        await client.messages.send(
            "Rye",
            channels={"letters": [ada]},
            fallbacks=[("cards", timedelta(hours=2)), ("letters:Harbour Bakery", None)],
        )

    (target,) = server.body()["targets"]
    assert [{"account_id": other, "after_minutes": 120}, {"account_id": ACCOUNT_ID}] == target["fallbacks"]
    assert ["Harbour 1", None] == target["recipients"][0]["otherwise"]


async def test_what_stands_by_is_not_waited_for() -> None:
    """Evidence may take days: what is published, while others stand by, is all that happens by itself."""
    standby = delivery(id="01a20627-1111-7504-9b16-a34fe0194711", state="standby")
    server = looks(message(delivery(state="publishing"), standby), message(delivery(), standby))

    async with server.client() as client:
        done = await client.messages.wait(ID)

    assert ["published", "standby"] == [one.state for one in done.deliveries]


CROWD = [f"guest{number}@guests.example" for number in range(1_001)]


async def test_more_people_than_a_message_names_are_uploaded_as_a_list() -> None:
    """The list is named in their place, and uploaded with a key that follows from the message's."""
    server = Scripted(ACCOUNTS, httpx.Response(201, json=people(count=1_001)), ACCEPTED)

    async with server.client() as client:
        await client.messages.send("Rye", channels={"letters": CROWD}, idempotency_key="monday")

    (target,) = server.body()["targets"]
    assert {"account_id": ACCOUNT_ID, "recipient_list_id": ID} == target
    assert [f"monday.people.{ACCOUNT_ID}", "monday"] == server.header("Idempotency-Key")[1:]
    assert b"address,name\r\nguest0@guests.example,\r\n" in server.asked[1].content
    assert b'name="name"\r\n\r\n1,001 people' in server.asked[1].content


async def test_a_crowd_that_is_not_whole_is_not_written_to() -> None:
    """Who cannot be written to is named by his place; the list is removed, and nothing is sent."""
    refused = {"row": 8, "detail": "There is no address.", "fix": "Add one."}
    listed = people(count=1_000, refused_count=1, refused=[refused])
    server = Scripted(ACCOUNTS, httpx.Response(201, json=listed), httpx.Response(204))

    async with server.client() as client:
        with pytest.raises(WrongArgument, match=r"cannot be written to; person 7: There is no address\. Add"):
            await client.messages.send("Rye", channels={"letters": CROWD})

    assert ("DELETE", f"/v1/recipient-lists/{ID}") == (server.asked[-1].method, server.asked[-1].url.path)


async def test_files_are_uploaded_in_their_order_beside_what_is_there(tmp_path: Path) -> None:
    """A path is uploaded, an id is taken as it is; uploads have keys that follow from the message's."""
    tmp_path.joinpath("rye.jpg").write_bytes(b"rye")
    known = "01a20627-4444-7504-9b16-a34fe0194710"
    server = Scripted(httpx.Response(201, json=media()), ACCEPTED)

    async with server.client() as client:
        await client.messages.send("Rye", media=[known, tmp_path / "rye.jpg"], idempotency_key="monday")

    assert [{"media_id": known}, {"media_id": ID}] == server.body()["content"]["media"]
    assert ["monday.media.1", "monday"] == server.header("Idempotency-Key")
    assert b'filename="rye.jpg"' in server.asked[0].content


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"channels": ["nobody"]}, "no account `nobody`"),
        ({"channels": "letters"}, r"channels is a list; write channels=\['letters'\]"),
        ({"channels": ["letters", "letters:4471"]}, "one account is named twice"),
        ({"channels": [], "fallbacks": [("letters", None)]}, "fallbacks take over from one account"),
        ({"channels": {"letters": CROWD}, "fallbacks": [("letters", None)]}, "which has no fallbacks"),
        ({"channels": ["letters"], "fallbacks": [("nobody", None)]}, "no account `nobody`"),
        ({"channels": ["letters"], "media": ["nowhere.jpg"]}, "nowhere.jpg cannot be read: No such file"),
    ],
)
async def test_a_mistake_is_found_before_anything_is_sent(said: Any, told: str) -> None:
    """An unknown account or file is told after reading alone: no upload, no message."""
    server = Scripted(ACCOUNTS)

    async with server.client() as client:
        with pytest.raises(WrongArgument, match=told):
            await client.messages.send("Rye", **said)

    assert {"GET"} >= {request.method for request in server.asked}


async def test_an_unknown_account_says_what_is_nearly_called_that() -> None:
    """The near names are there for a program to propose."""
    async with Scripted(ACCOUNTS).client() as client:
        with pytest.raises(NoSuchAccount) as told:
            await client.messages.send("Rye", channels=["letters:harbor bakery"])

    assert ("letters:Harbour Bakery",) == told.value.near


async def test_a_list_reads_its_pages_as_they_are_needed() -> None:
    """Who stops early does not pay for the rest; filters that are not named are not sent."""
    first, last = {"items": [message()], "next": "more"}, {"items": [message()], "next": None}
    server = looks(first, last)

    async with server.client() as client:
        found = [one.id async for one in client.messages.list(status="failed")]

    assert [ID, ID] == [str(id) for id in found]
    assert ["limit=200&status=failed", "limit=200&cursor=more&status=failed"] == [
        request.url.query.decode() for request in server.asked
    ]


@pytest.mark.parametrize(
    "deliveries",
    [
        [delivery(state="published"), delivery(state="failed")],
        [delivery(state="unknown", asks_person=True)],
        [delivery(state="waiting", waits_for="account")],
        [delivery(state="waiting", waits_for="account", next_look_at="2027-03-01T09:00:00Z")],
    ],
)
async def test_waiting_ends_where_nothing_more_happens_by_itself(
    deliveries: Sequence[dict[str, Any]],
) -> None:
    """All have ended, or a person has to decide, or to reconnect a paused account."""
    async with looks(message(*deliveries, status="x")).client() as client:
        assert len(deliveries) == len((await client.messages.wait(ID)).deliveries)


async def test_deliveries_that_are_not_shown_are_waited_for_too() -> None:
    """A message shows only the first of very many deliveries, so its counts decide."""
    hidden = {"published": 1, "publishing": 300}
    server = looks(message(delivery(), counts=hidden), message(delivery(), counts={"published": 301}))

    async with server.client() as client:
        done = await client.messages.wait(ID)

    assert {"published": 301} == done.counts


def crowd(*states: str, **facts: Any) -> Answering:
    """A server with a message to so many people: 200 stand in it, the others are in pages of the list."""
    every = [delivery(id=f"01a20627-1111-7504-9b16-{n:012x}", state=s, **facts) for n, s in enumerate(states)]
    told = message(*every, status="x") | {"deliveries": every[:200], "all_deliveries": "/v1/deliveries?x"}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/v1/deliveries":
            return httpx.Response(200, json=told)
        asked = request.url.params
        wanted = asked.get("state", ",".join(states)).split(",")
        fitting = [
            listed(id=one["id"], state=one["state"], **facts) for one in every if one["state"] in wanted
        ]
        begin = int(asked.get("cursor", 0))
        page = fitting[::-1][begin : begin + 200]
        more = begin + 200 < len(fitting)
        return httpx.Response(200, json={"items": page, "next": str(begin + 200) if more else None})

    return Answering(answer)


@pytest.mark.parametrize(
    ("states", "facts"),
    [
        (["published"] * 300 + ["unknown"] * 250, {"asks_person": True}),
        (["waiting"] * 550, {"waits_for": "account"}),
        (["failed"] * 550, {}),
    ],
)
async def test_waiting_for_a_crowd_ends_where_nothing_more_happens_by_itself(
    states: list[str], facts: dict[str, Any]
) -> None:
    """Who needs a person is found on every page of the deliveries, not only among the first 200."""
    async with crowd(*states, **facts).client() as client:
        done = await client.messages.wait(ID, timeout=timedelta(seconds=5))

    assert 550 == sum(done.counts.values())


@pytest.mark.parametrize(
    ("states", "facts"),
    [
        (["waiting"] * 550, {"next_look_at": "2027-03-01T09:00:00Z"}),
        (["waiting"] * 550, {"waits_for": "sign_in"}),
        (["published"] * 549 + ["publishing"], {}),
        (["unknown"] * 549 + ["publishing"], {"asks_person": True}),
    ],
)
async def test_a_crowd_of_which_one_is_on_its_way_is_waited_for(
    states: list[str], facts: dict[str, Any]
) -> None:
    """One delivery that goes on by itself is enough."""
    async with crowd(*states, **facts).client() as client:
        with pytest.raises(StillWaiting):
            await client.messages.wait(ID, timeout=timedelta(seconds=0.2))


async def test_people_of_a_list_to_whom_nothing_was_made_yet_are_waited_for() -> None:
    """Deliveries that are still to be made for a list count, though they are in no state."""
    made, done = {"fan_out": {"done": 1, "total": 500}}, {"fan_out": {"done": 500, "total": 500}}
    server = looks(message(delivery(), **made), message(delivery(), **done))

    async with server.client() as client:
        assert done["fan_out"] == (await client.messages.wait(ID)).model_dump()["fan_out"]


async def test_a_whole_message_has_every_delivery_in_its_order() -> None:
    """The first 200 keep their attempts, the others follow as the list has them."""
    server = crowd(*["published"] * 450)

    async with server.client() as client:
        whole = await client.messages.whole(await client.messages.get(ID))
        again = await client.messages.whole(whole)

    assert list(range(450)) == [int(one.id.hex[-12:], 16) for one in whole.deliveries]
    assert whole is again
    assert 4 == len(server.asked)


async def test_a_draft_is_not_waited_for() -> None:
    """Nothing happens to it."""
    async with looks(message(delivery(state="held"), status="draft")).client() as client:
        assert "draft" == (await client.messages.wait(ID)).status


async def test_following_tells_each_change_once() -> None:
    """The message is given at first, and then only where something is different."""
    going = message(delivery(state="publishing"), status="publishing")
    server = looks(going, going, message(delivery()))

    async with server.client() as client:
        seen = [one.deliveries[0].state async for one in client.messages.follow(ID)]

    assert ["publishing", "published"] == seen
    assert 3 == len(server.asked)


async def test_who_waits_too_short_is_told_where_it_stands() -> None:
    """The exception carries the last look."""
    later = "2026-11-23T10:00:00Z"
    async with looks(
        message(delivery(state="waiting", next_look_at=later), status="publishing")
    ).client() as client:
        with pytest.raises(StillWaiting, match=f"message {ID} is still publishing after 0.15 s") as told:
            await client.messages.wait(ID, timeout=timedelta(seconds=0.15))

    assert "waiting" == told.value.message.deliveries[0].state


async def test_simulating_sends_nothing() -> None:
    """The same words go to another path, without a key: nothing is stored."""
    simulation = {"publishable": True, "problems": [], "posts": []}
    server = Scripted(ACCOUNTS, httpx.Response(200, json=simulation))

    async with server.client() as client:
        assert (await client.messages.simulate("Rye", channels=["letters"])).publishable

    assert "/v1/messages:simulate" == server.asked[-1].url.path
    assert [None, None] == server.header("Idempotency-Key")


async def test_a_refusal_is_not_tried_again() -> None:
    """What needs mending is told at once."""
    server = Scripted(problem(422))

    async with server.client() as client:
        with pytest.raises(Invalid):
            await client.messages.send("Rye")

    assert 1 == len(server.asked)
    assert {"when": "now"} == json.loads(server.asked[0].content)["publish"]
