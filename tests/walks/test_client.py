"""The Python client against a real runtime."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from omnichannel.client import (
    AsyncClient,
    Client,
    Conflict,
    Invalid,
    NotFound,
    ServerUnreachable,
    StaleVersion,
    StillWaiting,
    Unauthenticated,
)
from omnichannel_sandbox.demo.pictures import loaf
from tests.walks.house import House

PAGE = "facebook:Harbour Bakery"


def client_of(house: House) -> AsyncClient:
    return AsyncClient(house.runtime.listening.url, house.runtime.listening.token)


async def test_send_and_wait(house: House, tmp_path: Path) -> None:
    """A message with a file is sent by name of its account, waited for, and found in the list."""
    await house.connect("facebook")
    tmp_path.joinpath("rye.jpg").write_bytes(loaf())

    async with client_of(house) as client:
        sent = await client.messages.send("Rye is back", channels=[PAGE], media=[tmp_path / "rye.jpg"])
        done = await client.messages.wait(sent.id)
        listed = [message.id async for message in client.messages.list()]
        picture = await client.media.get(done.content.media[0].media_id)
        content = await client.media.content(picture.id)

    assert ("published", ["published"]) == (done.status, [one.state for one in done.deliveries])
    assert [sent.id] == listed
    assert ("rye.jpg", loaf()) == (picture.filename, content)
    assert 1 == await house.accepted("facebook")


async def test_the_synchronous_client_does_the_same(house: House) -> None:
    """The generated client finds url and token of a local runtime by its home, sends and waits."""
    await house.connect("email")

    def story() -> tuple[str, list[str]]:
        with Client(house.runtime.listening.url, home=house.home) as client:
            people = {"email": ["ada@guests.example"]}
            sent = client.messages.send("Hello", title="Hello", channels=people)
            return client.messages.wait(sent.id).status, [one.name for one in client.channels.list()]

    assert ("published", ["email", "facebook"]) == await asyncio.to_thread(story)


async def test_problems_are_exceptions(house: House) -> None:
    """Each kind of refusal is an exception of its own that says what to mend."""
    account = await house.connect("email")

    async with client_of(house) as client:
        with pytest.raises(Invalid) as invalid:
            await client.messages.send("No subject", channels={"email": ["ada@guests.example"]})
        with pytest.raises(NotFound):
            await client.messages.get("01890a5d-ac96-774b-bcce-b302099a8057")
        draft = await client.messages.send("Draft", title="Draft", draft=True)
        with pytest.raises(StaleVersion):
            await client.messages.edit(draft.id, {"content": {"text": "x"}}, version=draft.version + 1)
        await client.messages.create({"content": {"text": "one"}}, idempotency_key="monday")
        with pytest.raises(Conflict) as conflict:
            await client.messages.create({"content": {"text": "two"}}, idempotency_key="monday")
    async with AsyncClient(house.runtime.listening.url, "of-another-house") as stranger:
        with pytest.raises(Unauthenticated, match="The token is not valid here"):
            await stranger.accounts.get(account)

    (problem,) = invalid.value.problems
    assert ("/content/title", "Give the message a title.") == (problem.field, problem.fix)
    assert (422, "/problems/invalid-request") == (invalid.value.status, invalid.value.type)
    assert invalid.value.correlation_id
    assert 409 == conflict.value.status


async def test_times_reach_the_server_as_they_were_meant(house: House) -> None:
    """An aware datetime keeps its zone, a fixed offset becomes UTC, and a move changes the plan."""
    await house.connect("facebook")
    nine = datetime(2027, 3, 1, 9, tzinfo=ZoneInfo("Europe/Berlin"))

    async with client_of(house) as client:
        planned = await client.messages.send("Early", channels=["facebook"], at=nine)
        moved = await client.messages.reschedule(planned.id, (datetime(2027, 3, 2, 9), "Europe/Berlin"))
        cancelled = await client.messages.cancel(planned.id)

    assert planned.schedule is not None
    assert moved.schedule is not None
    assert ("Europe/Berlin", nine.astimezone(UTC)) == (planned.schedule.zone, planned.schedule.instant)
    assert datetime(2027, 3, 2, 8, tzinfo=UTC) == moved.schedule.instant
    assert "cancelled" == cancelled.status


async def test_waiting_ends_with_what_was_last_seen(house: House) -> None:
    """Who waits too short is given the message as it is; it goes on."""
    await house.connect("facebook")
    await house.fault("facebook", {"kind": "rate_limited", "times": 1, "retry_after_seconds": 60})

    async with client_of(house) as client:
        sent = await client.messages.send("Patience", channels=["facebook"])
        await house.until(str(sent.id), "waiting")
        with pytest.raises(StillWaiting) as waiting:
            await client.messages.wait(sent.id, timeout=timedelta(seconds=0.5))

    assert "waiting" == waiting.value.message.deliveries[0].state


async def test_waiting_ends_where_a_person_is_needed(house: House) -> None:
    """A lost answer that asks a person ends the waiting, and the person's word is taken."""
    await house.connect("email")
    await house.fault("email", {"kind": "answer_lost", "times": 1})

    async with client_of(house) as client:
        sent = await client.messages.send("Hi", title="Hi", channels={"email": ["ada@guests.example"]})
        done = await client.messages.wait(sent.id)
        resolved = await client.deliveries.resolve(done.deliveries[0].id, "failed")
        again = await client.deliveries.retry(resolved.id)

    assert "attention" == done.status
    assert ("failed", "waiting") == (resolved.state, again.state)


async def test_a_server_that_is_away_is_told(house: House) -> None:
    """Nobody listens: the error says what to start, and that nothing was sent is true."""
    async with AsyncClient("http://127.0.0.1:9", "a-token") as client:
        with pytest.raises(ServerUnreachable, match="start one with `omnichannel serve`"):
            await client.messages.send("Hi", channels=["facebook"])


async def test_a_crowd_is_followed_to_the_last_of_them(house: House) -> None:
    """Of 450 people only 200 stand in an answer; `whole` has everybody in their order, `wait` counts them."""
    await house.connect("email")
    guests = [f"guest{number}@guests.example" for number in range(450)]

    async with client_of(house) as client:
        plan = (datetime(2031, 3, 1, 9), "Europe/Berlin")
        sent = await client.messages.send("Hi", title="Hi", channels={"email": guests}, at=plan)
        whole = await client.messages.whole(await client.messages.get(sent.id))
        planned = [
            one async for one in client.deliveries.list(message_id=sent.id, state=["scheduled", "held"])
        ]
        with pytest.raises(StillWaiting):
            await client.messages.wait(sent.id, timeout=timedelta(seconds=0.2))
        await client.messages.cancel(sent.id)
        done = await client.messages.wait(sent.id, timeout=timedelta(seconds=20))

    assert (450, guests) == (len(planned), [one.address for one in whole.deliveries])
    assert ({"cancelled": 450}, 200) == (done.counts, len(done.deliveries))


async def test_people_by_the_thousand_are_written_to_through_a_list(house: House) -> None:
    """More than a message names are uploaded, read back in their order, and gone with their list."""
    await house.connect("email")
    guests = [f"guest{number}@guests.example" for number in range(1_001)]

    async with client_of(house) as client:
        draft = await client.messages.send("Hi", title="Hi", channels={"email": guests}, draft=True)
        (found,) = [one async for one in client.recipient_lists.list()]
        read = [one.address async for one in client.recipient_lists.recipients(found.id)]
        with pytest.raises(Conflict):
            await client.recipient_lists.delete(found.id)
        await client.messages.cancel(str(draft.id))
        await client.recipient_lists.delete(found.id)
        with pytest.raises(NotFound):
            await client.recipient_lists.get(found.id)

    assert [(0, found.id)] == [(one.recipients, one.recipient_list_id) for one in draft.targets]
    assert ("1,001 people", 1_001, guests) == (found.name, found.count, read)


async def test_who_may_not_be_written_to_is_kept_listed_and_forgotten(house: House, tmp_path: Path) -> None:
    """The register of recipients and a list from a file, through the client."""
    tmp_path.joinpath("guests.csv").write_text("Name;E-Mail\nAda;ada@guests.example\nNobody;\n")
    record = {"channel": "email", "address": "Bob@guests.example", "opted_out": {"source": "a call"}}

    async with client_of(house) as client:
        (kept,) = await client.recipients.put([record])
        blocked = [one.address async for one in client.recipients.list(standing="blocked")]
        read = await client.recipients.get(kept.id)
        await client.recipients.delete(kept.id)
        left = [one async for one in client.recipients.list(address="bob@guests.example")]
        uploaded = await client.recipient_lists.upload(tmp_path / "guests.csv", name="Guests")

    assert (["Bob@guests.example"], kept, []) == (blocked, read, left)
    assert ("Guests", 1, 1) == (uploaded.name, uploaded.count, uploaded.refused_count)
