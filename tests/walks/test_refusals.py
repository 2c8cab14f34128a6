from tests.walks.house import House, message_body


async def test_a_dead_token_pauses_the_account_and_reconnecting_goes_on(house: House) -> None:
    """An expired token pauses the account with words; new credentials publish what waited, once."""
    account = await house.connect("facebook")
    await house.fault("facebook", {"kind": "expired_token"})
    accepted = await house.publish(account, "Waits for the key")

    waiting = await house.until(accepted["id"], "waiting")
    paused = (await house.api.get(f"/v1/accounts/{account}")).json()
    later = await house.publish(account, "Came later")
    also_waiting = await house.until(later["id"], "waiting")
    await house.fault("facebook")
    credentials = {"credentials": house.simulated["facebook"].account["credentials"]}
    answer = await house.api.put(f"/v1/accounts/{account}/credentials", json=credentials)

    assert waiting["next_look_at"] is None
    assert also_waiting["next_look_at"] is None
    assert "paused" == paused["state"]
    assert paused["pause_reason"]
    assert "active" == answer.json()["state"], answer.text
    await house.until(accepted["id"], "published")
    await house.until(later["id"], "published")
    assert 2 == await house.accepted("facebook")


async def test_a_rate_limit_waits_and_then_publishes(house: House) -> None:
    """A platform that asks for patience gets it: the delivery waits as told, then it is published once."""
    account = await house.connect("facebook")
    await house.fault("facebook", {"kind": "rate_limited", "times": 1, "retry_after_seconds": 1})

    accepted = await house.publish(account, "Patience")
    waiting = await house.until(accepted["id"], "waiting", "published")

    assert "rate_limited" == (waiting["kind"] or waiting["tries"][0]["kind"])
    assert waiting["tries"][0]["evidence"]["trace_id"]


async def test_a_recipient_the_server_refuses_fails_with_the_servers_words(house: House) -> None:
    """An unknown mailbox fails as such, with the mail server's own code and words, and a fix."""
    account = await house.connect("email")

    accepted = await house.publish(
        account, "Hello", title="Hello", recipients=["unknown-person@guests.example"]
    )
    delivery = await house.until(accepted["id"])

    assert "failed" == delivery["state"]
    assert "recipient_invalid" == delivery["kind"]
    assert 550 == delivery["tries"][0]["evidence"]["status"]
    assert delivery["fix"]
    assert 0 == await house.accepted("email")


async def test_what_a_channel_would_refuse_is_refused_before_anything_is_stored(house: House) -> None:
    """A mail without a subject and a feed with recipients are refused at once, each with field and fix."""
    mail, page = await house.connect("email"), await house.connect("facebook")
    body = message_body(mail, "No subject", recipients=["ada@guests.example"])
    body["targets"].append({"account_id": page, "recipients": [{"addresses": ["x@guests.example"]}]})

    answer = await house.api.post("/v1/messages", json=body)

    fields = {error["field"]: error for error in answer.json()["errors"]}
    assert 422 == answer.status_code
    assert {"/content/title", "/targets/1/recipients"} <= set(fields)
    assert all(error["fix"] for error in fields.values())
    assert [] == (await house.api.get("/v1/messages")).json()["items"]


async def test_an_account_of_a_channel_that_is_not_installed_says_what_to_install(house: House) -> None:
    """Connecting an account of a missing channel names the distribution to install."""
    answer = await house.api.post(
        "/v1/accounts", json={"channel": "telegraph", "name": "x", "credentials": {}}
    )

    assert 422 == answer.status_code
    assert "pip install omnichannel-telegraph" in answer.text
