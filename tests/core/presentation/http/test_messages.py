"""Messages over HTTP: written once, edited with a version, listed in pages."""

from datetime import UTC, datetime
from typing import get_args
from uuid import UUID

import httpx
import pytest

from omnichannel.application.dtos.deliveries import StateName
from omnichannel.application.dtos.messages import StatusName
from omnichannel.application.ports.outbound.message_repository import MessageFilter
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.message_status import MessageStatus
from tests.core.presentation.http.world import World

DRAFT = {"content": {"text": "Our rye bread is back."}}
NOW = {"publish": {"when": "now"}}
UNKNOWN = "/v1/messages/01890a5d-ac96-774b-bcce-b302099a8057"


async def test_a_written_message_can_be_read_where_the_answer_says(client: httpx.AsyncClient) -> None:
    """Location leads to the message, and its ETag is that of its version."""
    written = await client.post("/v1/messages", json=DRAFT)

    read = await client.get(written.headers["location"])

    assert (201, 200) == (written.status_code, read.status_code)
    assert '"v1"' == written.headers["etag"] == read.headers["etag"]
    assert {**written.json(), "deliveries": [], "all_deliveries": None} == read.json()


async def test_the_stored_answer_is_sent_letter_by_letter(client: httpx.AsyncClient, world: World) -> None:
    """The stored answer is sent as it is, not made anew."""
    key = {"Idempotency-Key": "k1"}
    await client.post("/v1/messages", json=DRAFT, headers=key)
    request_hash, body = world.keys["k1"]
    odd = body.replace('"version":1', '"version":1  ')
    world.keys["k1"] = (request_hash, odd)

    answer = await client.post("/v1/messages", json=DRAFT, headers=key)

    assert odd == answer.text


async def test_a_repeated_request_is_answered_and_not_done_again(
    client: httpx.AsyncClient, world: World
) -> None:
    """The same key and request give the same answer, marked as a repetition; there is one message."""
    first = await client.post("/v1/messages", json=DRAFT, headers={"Idempotency-Key": "k1"})

    again = await client.post("/v1/messages", json=DRAFT, headers={"Idempotency-Key": "k1"})

    assert first.content == again.content
    assert (201, "true") == (again.status_code, again.headers["idempotent-replayed"])
    assert "idempotent-replayed" not in first.headers
    assert first.headers["location"] == again.headers["location"]
    assert 1 == len(world.messages)


async def test_one_key_is_for_one_request(client: httpx.AsyncClient) -> None:
    """The same key with another body is a conflict."""
    await client.post("/v1/messages", json=DRAFT, headers={"Idempotency-Key": "k1"})

    answer = await client.post(
        "/v1/messages", json={"content": {"text": "Sold out."}}, headers={"Idempotency-Key": "k1"}
    )

    assert (409, "/problems/idempotency-mismatch") == (answer.status_code, answer.json()["type"])


@pytest.mark.parametrize("key", [b"", b" ", b"a b", b"x" * 256, "ü".encode()])
async def test_a_key_that_cannot_be_kept_is_refused(client: httpx.AsyncClient, key: bytes) -> None:
    """A key has 1 to 255 visible ASCII characters."""
    answer = await client.post("/v1/messages", json=DRAFT, headers={b"Idempotency-Key": key})

    assert (400, "/problems/malformed-request") == (answer.status_code, answer.json()["type"])


async def test_an_edit_names_its_version_and_gets_the_next(client: httpx.AsyncClient) -> None:
    """An edit of the version that was read succeeds and answers with the new ETag."""
    path = (await client.post("/v1/messages", json=DRAFT)).headers["location"]

    edited = await client.put(path, json={"content": {"text": "Sold out."}}, headers={"If-Match": '"v1"'})
    moved = await client.post(f"{path}:reschedule", json=NOW, headers={"If-Match": edited.headers["etag"]})

    assert (200, '"v2"', "Sold out.") == (
        edited.status_code,
        edited.headers["etag"],
        edited.json()["content"]["text"],
    )
    assert (200, '"v3"') == (moved.status_code, moved.headers["etag"])


@pytest.mark.parametrize("method", ["edit", "reschedule"])
@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, "version-required"),
        ({"If-Match": "*"}, "version-required"),
        ({"If-Match": '"v7"'}, "stale-version"),
        ({"If-Match": 'W/"v1"'}, "malformed-request"),
        ({"If-Match": '"v1", "v2"'}, "malformed-request"),
        ({"If-Match": "1"}, "malformed-request"),
        ({"If-Match": f'"v{"9" * 40}"'}, "malformed-request"),
        ({"If-Match": '"99"'}, "malformed-request"),
        ({"If-Match": ""}, "malformed-request"),
    ],
)
async def test_no_edit_overwrites_unseen(
    client: httpx.AsyncClient, method: str, headers: dict[str, str], kind: str
) -> None:
    """Without the version, with `*`, or with another version nothing is changed."""
    path = (await client.post("/v1/messages", json=DRAFT)).headers["location"]
    before = (await client.get(path)).json()

    if method == "edit":
        answer = await client.put(path, json=DRAFT, headers=headers)
    else:
        answer = await client.post(f"{path}:reschedule", json=NOW, headers=headers)

    assert f"/problems/{kind}" == answer.json()["type"]
    statuses = {"version-required": 428, "stale-version": 412, "malformed-request": 400}
    assert statuses[kind] == answer.status_code
    assert before == (await client.get(path)).json()


async def test_an_asterisk_is_answered_in_clear_words(client: httpx.AsyncClient) -> None:
    """Who wants to edit any version is told why that is refused."""
    answer = await client.put(UNKNOWN, json=DRAFT, headers={"If-Match": "*"})

    assert "would overwrite whatever is there" in answer.json()["detail"]


async def test_a_message_is_called_off(client: httpx.AsyncClient) -> None:
    """Cancelling takes neither body nor version, and can be repeated."""
    path = (await client.post("/v1/messages", json=DRAFT)).headers["location"]

    answers = [await client.post(f"{path}:cancel") for _ in range(2)]

    assert [(200, "cancelled")] * 2 == [(answer.status_code, answer.json()["status"]) for answer in answers]


async def test_a_simulation_stores_nothing(client: httpx.AsyncClient, world: World) -> None:
    """Trying a message out leaves no message behind."""
    answer = await client.post("/v1/messages:simulate", json=DRAFT)

    assert (200, {"publishable": True, "problems": [], "posts": []}) == (answer.status_code, answer.json())
    assert {} == world.messages


async def test_pages_follow_each_other(client: httpx.AsyncClient) -> None:
    """`next` leads through all messages, and is null at the end."""
    for number in range(3):
        await client.post("/v1/messages", json={"content": {"text": str(number)}})

    first = (await client.get("/v1/messages?limit=2")).json()
    second = (await client.get("/v1/messages", params={"limit": 2, "cursor": first["next"]})).json()

    assert ["2", "1", "0"] == [each["content"]["text"] for each in first["items"] + second["items"]]
    assert second["next"] is None


@pytest.mark.parametrize("path", [UNKNOWN, UNKNOWN.replace("messages", "accounts"), "/v1/channels/letters"])
async def test_what_does_not_exist_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    """An unknown id or name is told with its kind."""
    answer = await client.get(path)

    assert 404 == answer.status_code
    assert path.split("/")[2].removesuffix("s") in answer.json()["detail"]


async def test_head_is_served_where_get_is(client: httpx.AsyncClient) -> None:
    """A program may ask for the headers alone."""
    path = (await client.post("/v1/messages", json=DRAFT)).headers["location"]

    answer = await client.head(path)

    assert (200, '"v1"') == (answer.status_code, answer.headers["etag"])


async def test_filters_reach_the_list(client: httpx.AsyncClient, world: World) -> None:
    """Each filter is understood; instants are the same in every zone."""
    account = UNKNOWN.rpartition("/")[2]
    query = {
        "channel": "email",
        "account_id": account,
        "q": "Brot",
        "planned_after": "2027-03-01T09:00:00+01:00",
        "planned_before": "2027-03-02T00:00:00Z",
        "status": "failed,attention",
    }

    answer = await client.get("/v1/messages", params=query)

    assert 200 == answer.status_code, answer.text
    assert world.filters == [
        MessageFilter(
            statuses=frozenset({MessageStatus.FAILED, MessageStatus.ATTENTION}),
            channel="email",
            account_id=UUID(account),
            text="Brot",
            planned_from=datetime(2027, 3, 1, 8, tzinfo=UTC),
            planned_before=datetime(2027, 3, 2, tzinfo=UTC),
        )
    ]


async def test_several_states_are_repeated_or_separated(client: httpx.AsyncClient, world: World) -> None:
    """Both ways to write a list in an address mean the same."""
    await client.get("/v1/messages?status=draft&status=failed")
    await client.get("/v1/messages?status=failed,draft")

    first, second = world.filters
    assert first == second


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("status=gone", "/status/0", "'draft', 'awaiting_approval', 'scheduled'"),
        ("status=draft,", "/status/1", "'draft'"),
        ("channel=Face book", "/channel", "a lower case letter"),
        ("account_id=me", "/account_id", "Send a UUID"),
        ("q=", "/q", "at least 1 character"),
        (f"q={'x' * 201}", "/q", "200 characters"),
        ("planned_after=2027-03-01T09:00:00", "/planned_after", "in an address + is written %2B"),
        ("planned_after=2027-03-01T09:00:00+01:00", "/planned_after", "in an address + is written %2B"),
        ("planned_before=1772323200", "/planned_before", "Send it as 2027-03-01T09:00:00Z"),
        ("planned_before=0001-01-01T00:00:00%2B14:00", "/planned_before", "Send it as"),
    ],
)
async def test_a_wrong_filter_is_told_with_a_right_one(
    client: httpx.AsyncClient, world: World, query: str, field: str, words: str
) -> None:
    """What is wrong with a filter is named with what to send."""
    answer = await client.get(f"/v1/messages?{query}")

    (error,) = answer.json()["errors"]
    assert (422, field) == (answer.status_code, error["field"])
    assert words in error["fix"] + (error.get("limit") or "")
    assert [] == world.filters


def test_the_states_of_lists_are_those_of_the_domain() -> None:
    """What may be asked for is what can be answered."""
    assert [status.value for status in MessageStatus] == list(get_args(StatusName))
    assert [state.value for state in DeliveryState] == list(get_args(StateName))
