"""Bulk requests, as a caller sends and reads them."""

from typing import Any

import httpx

DRAFT = {"content": {"text": "Our rye bread is back."}}


async def sent(client: httpx.AsyncClient, *messages: Any, **fields: Any) -> httpx.Response:
    return await client.post("/v1/messages:batch", json={"messages": list(messages), **fields})


async def test_many_messages_are_accepted(client: httpx.AsyncClient) -> None:
    """Up to 500 messages come in one request, and each has its place in the answer."""
    answer = await sent(client, *[DRAFT] * 500)

    assert 200 == answer.status_code
    assert 500 == answer.json()["accepted"]
    assert [*range(500)] == [item["index"] for item in answer.json()["items"]]


async def test_a_message_that_cannot_be_understood_spoils_no_other(client: httpx.AsyncClient) -> None:
    """A message with a wrong field is refused alone; it comes back with the field, and nothing of it."""
    answer = await sent(client, DRAFT, {"content": {"text": 7}, "colour": "red"}, DRAFT)

    assert (2, 1) == (answer.json()["accepted"], answer.json()["refused"])
    assert "The text is not a string" in answer.json()["items"][1]["problem"]["detail"]
    assert "There is no field 'colour' here" in answer.json()["items"][1]["problem"]["detail"]


async def test_more_than_five_hundred_are_refused_with_the_bound(client: httpx.AsyncClient) -> None:
    """The bound of the list stands in the answer."""
    answer = await sent(client, *[DRAFT] * 501)

    assert 422 == answer.status_code
    assert ("/messages", "500 entries") == tuple(answer.json()["errors"][0][k] for k in ("field", "limit"))


async def test_an_envelope_that_is_wrong_is_refused_whole(client: httpx.AsyncClient) -> None:
    """What is wrong with the request itself is a problem document, though a message is wrong too."""
    answer = await sent(client, {"content": 1}, all_or_nothing="yes")

    assert 422 == answer.status_code
    assert "/all_or_nothing" in [error["field"] for error in answer.json()["errors"]]


async def test_a_body_above_eight_mebibytes_is_refused(client: httpx.AsyncClient) -> None:
    """The bound of the body stands in the answer."""
    answer = await sent(client, *[{"content": {"text": "x" * 90_000}}] * 100)

    assert 413 == answer.status_code
    assert "8 MiB" == answer.json()["errors"][0]["limit"]
