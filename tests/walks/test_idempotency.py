import asyncio

from tests.walks.house import House, message_body


async def test_fifty_equal_requests_at_once_make_one_message(house: House) -> None:
    """Fifty concurrent POSTs with one key make one message, one post, and fifty equal answers."""
    account = await house.connect("facebook")
    body, headers = message_body(account, "Just one"), {"Idempotency-Key": "fifty"}

    answers = await asyncio.gather(
        *(house.api.post("/v1/messages", json=body, headers=headers) for _ in range(50))
    )

    assert {201} == {answer.status_code for answer in answers}
    assert 1 == len({answer.content for answer in answers})
    assert 49 == sum(answer.headers.get("Idempotent-Replayed") == "true" for answer in answers)
    await house.until(answers[0].json()["id"], "published")
    assert 1 == await house.accepted("facebook")
    assert 1 == len((await house.api.get("/v1/messages")).json()["items"])


async def test_a_key_used_for_another_request_is_refused_in_words(house: House) -> None:
    """The same key with another body is a conflict that says what to do, and changes nothing."""
    account = await house.connect("facebook")
    headers = {"Idempotency-Key": "mine"}
    await house.api.post("/v1/messages", json=message_body(account, "First"), headers=headers)

    answer = await house.api.post("/v1/messages", json=message_body(account, "Second"), headers=headers)

    assert 409 == answer.status_code
    assert "use a new key" in answer.json()["detail"]
    assert 1 == len((await house.api.get("/v1/messages")).json()["items"])


async def test_any_write_is_done_once(house: House) -> None:
    """Fifty concurrent connections with one key make one account; who came early asks again."""
    body = {"channel": "facebook", **house.simulated["facebook"].account}
    headers = {"Idempotency-Key": "connect-once"}

    early = await asyncio.gather(
        *(house.api.post("/v1/accounts", json=body, headers=headers) for _ in range(50))
    )
    late = await house.api.post("/v1/accounts", json=body, headers=headers)

    done = [answer for answer in early if answer.status_code == 201]
    assert 1 == sum("Idempotent-Replayed" not in answer.headers for answer in done)
    assert {"/problems/request-in-progress"} >= {a.json()["type"] for a in early if a not in done}
    assert {late.content} == {answer.content for answer in done}
    assert 1 == len((await house.api.get("/v1/accounts")).json()["items"])


async def test_a_write_survives_the_process(house: House) -> None:
    """The answer outlives a power cut: the process that comes after it repeats it to the letter."""
    body = {"channel": "facebook", **house.simulated["facebook"].account}
    headers = {"Idempotency-Key": "connect-once"}
    first = await house.api.post("/v1/accounts", json=body, headers=headers)

    await house.kill()
    await house.start()
    again = await house.api.post("/v1/accounts", json=body, headers=headers)

    assert (201, "true", first.content) == (
        again.status_code,
        again.headers["Idempotent-Replayed"],
        again.content,
    )
