"""Deliveries over HTTP: read, resolved and retried."""

from uuid import UUID

import httpx
import pytest

from omnichannel.application.dtos.deliveries import DeliveryOut
from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.errors import NotAllowedNow
from tests.core.presentation.http.world import NOW, World

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
PATH = f"/v1/deliveries/{ID}"
ASKING = DeliveryOut(
    id=ID,
    channel="email",
    account_id=ID,
    address="ada@guests.example",
    recipient_name=None,
    state="unknown",
    asks_person=True,
    next_look_at=None,
    attempts=1,
    external_id=None,
    url=None,
    kind=None,
    reason="The answer was lost.",
    fix="Look on the platform.",
    published_at=None,
    updated_at=NOW,
    tries=[],
)


@pytest.fixture
def world() -> World:
    return World(deliveries={ID: ASKING})


async def test_a_delivery_is_read(client: httpx.AsyncClient) -> None:
    """A delivery has an address of its own."""
    answer = await client.get(PATH)

    assert (200, ASKING) == (answer.status_code, DeliveryOut.model_validate_json(answer.content))


async def test_a_person_says_what_became_of_it(client: httpx.AsyncClient) -> None:
    """The outcome and the address reach the use case, and the delivery is the answer."""
    answer = await client.post(f"{PATH}:resolve", json={"outcome": "published", "url": "https://a.example/1"})

    told = answer.json()
    assert (200, "published", "https://a.example/1") == (answer.status_code, told["state"], told["url"])
    assert "Idempotent-Replayed" not in answer.headers


@pytest.mark.parametrize(("verb", "body"), [("resolve", {"outcome": "failed"}), ("retry", None)])
async def test_a_repetition_is_said_to_be_one(
    client: httpx.AsyncClient, verb: str, body: dict[str, str] | None
) -> None:
    """The key reaches the use case, and a program sees that it hears an earlier answer."""
    answer = await client.post(f"{PATH}:{verb}", json=body, headers={"Idempotency-Key": "once"})

    assert (200, "true") == (answer.status_code, answer.headers["Idempotent-Replayed"])


async def test_a_retry_takes_no_body(client: httpx.AsyncClient) -> None:
    """To send it once more, the path says everything."""
    answer = await client.post(f"{PATH}:retry")

    assert (200, "waiting") == (answer.status_code, answer.json()["state"])


@pytest.mark.parametrize(
    ("body", "field", "fix"),
    [
        ({}, "/outcome", "Add it"),
        ({"outcome": "delivered"}, "/outcome", "'published', 'failed' or 'send_again'"),
        ({"outcome": "published", "url": 5}, "/url", "Send text in double quotes."),
        ({"outcome": "published", "as": "published"}, "/as", "Remove it"),
    ],
)
async def test_a_wrong_answer_is_told_with_the_right_ones(
    client: httpx.AsyncClient, world: World, body: dict[str, object], field: str, fix: str
) -> None:
    """What is wrong with the answer is named with its fix, and nobody is asked to do anything."""
    answer = await client.post(f"{PATH}:resolve", json=body)

    (error,) = answer.json()["errors"]
    assert (422, field) == (answer.status_code, error["field"])
    assert fix in error["fix"]
    assert [] == world.asked_by


@pytest.mark.parametrize(("verb", "body"), [("resolve", {"outcome": "failed"}), ("retry", None)])
async def test_what_the_state_forbids_is_told_in_words(
    client: httpx.AsyncClient, world: World, verb: str, body: dict[str, str] | None
) -> None:
    """A conflict says which state it is in and what to do instead."""
    world.raises = NotAllowedNow(
        f"{verb} the delivery", because="it is published", fix="Write a new message."
    )

    answer = await client.post(f"{PATH}:{verb}", json=body)

    assert (409, "/problems/not-allowed-now") == (answer.status_code, answer.json()["type"])
    assert f"Cannot {verb} the delivery: it is published. Write a new message." == answer.json()["detail"]


async def test_an_unknown_delivery_is_not_found(client: httpx.AsyncClient, world: World) -> None:
    """An unknown id is told with its kind, whatever was asked of it."""
    world.deliveries.clear()

    answers = [
        await client.get(PATH),
        await client.post(f"{PATH}:resolve", json={"outcome": "failed"}),
        await client.post(f"{PATH}:retry"),
    ]

    assert [404] * 3 == [answer.status_code for answer in answers]
    assert all(f"There is no delivery {ID}" in answer.json()["detail"] for answer in answers)


async def test_deliveries_are_listed(client: httpx.AsyncClient, world: World) -> None:
    """Each filter reaches the list, and attempts are counted, not told."""
    query = f"message_id={ID}&account_id={ID}&channel=email&state=unknown&state=failed&asks_person=true"

    answer = await client.get(f"/v1/deliveries?{query}")

    (shown,) = answer.json()["items"]
    assert (200, str(ID), 1) == (answer.status_code, shown["id"], shown["attempts"])
    assert "tries" not in shown
    states = frozenset({DeliveryState.UNKNOWN, DeliveryState.FAILED})
    only = DeliveryFilter(message_id=ID, account_id=ID, channel="email", states=states, asks_person=True)
    assert [only] == world.filters


@pytest.mark.parametrize(
    ("query", "field", "fix"),
    [
        ("state=lost", "/state/0", "Send 'held', 'standby'"),
        ("asks_person=perhaps", "/asks_person", "Send true or false"),
        ("limit=201", "/limit", "Send 200 or less."),
        ("message=1", "/message", "Remove it"),
    ],
)
async def test_a_wrong_filter_is_told_with_a_right_one(
    client: httpx.AsyncClient, query: str, field: str, fix: str
) -> None:
    """What is wrong with a filter is named with what to send."""
    answer = await client.get(f"/v1/deliveries?{query}")

    (error,) = answer.json()["errors"]
    assert (422, field) == (answer.status_code, error["field"])
    assert fix in error["fix"]
