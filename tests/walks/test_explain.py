"""Why is this not published yet? Asked of a real runtime, in the states people meet."""

from typing import Any

from tests.walks.command_line import command
from tests.walks.house import House


async def explained(house: House, delivery: str) -> dict[str, Any]:
    answer = await house.api.get(f"/v1/deliveries/{delivery}/explain", params={"zone": "Europe/Berlin"})
    assert 200 == answer.status_code, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def test_a_rate_limit_is_explained(house: House) -> None:
    """While the platform asks for patience: who asks, that nothing was sent, and when it is tried again."""
    account = await house.connect("facebook")
    await house.fault("facebook", {"kind": "rate_limited", "retry_after_seconds": 60})
    waiting = await house.until((await house.publish(account, "Rye"))["id"], "waiting")

    said = await explained(house, waiting["id"])

    assert str(said["headline"]).startswith("Facebook asked Harbour Bakery to slow down until ")
    assert "Nothing was sent yet, and nothing is sent twice." == said["meaning"]
    (step,) = said["next_steps"]
    assert "Attempt 2 of 12, by itself." == step["what"]


async def test_a_paused_account_is_explained(house: House) -> None:
    """A sign-in that ended: which account, what waits for it, and that connecting it again helps."""
    account = await house.connect("facebook")
    await house.fault("facebook", {"kind": "expired_token"})
    waiting = await house.until((await house.publish(account, "Rye"))["id"], "waiting")

    said = await explained(house, waiting["id"])

    assert "Harbour Bakery is paused: Facebook no longer accepts our sign-in." == said["headline"]
    assert [{"deed": "connect_account", "what": "Connect Harbour Bakery again."}] == said["you_can"]


async def test_the_platforms_words_are_quoted_apart(house: House) -> None:
    """What the mail server said stands beside our sentences, in the API and on the command line."""
    account = await house.connect("email")
    person = "unknown-person@guests.example"
    accepted = await house.publish(account, "Hello", title="Hello", recipients=[person])
    failed = await house.until(accepted["id"], "failed")

    said = await explained(house, failed["id"])
    done = await command(house, "explain", accepted["id"])

    assert ("Email says that there is no such address.", "5.1.1 User unknown") == (
        said["headline"],
        said["platform_said"],
    )
    assert "In the platform's own words\n  “5.1.1 User unknown”\n" in done.out
    assert person not in done.out


async def test_the_command_line_explains_each_delivery(house: House) -> None:
    """`omnichannel explain` fits 80 columns, says what comes next, and names the command that helps."""
    account = await house.connect("email")
    await house.fault("email", {"kind": "answer_lost", "times": 1})
    accepted = await house.publish(account, "Hello", title="Hello", recipients=["ada@guests.example"])
    await house.until_told(accepted["id"])

    done = await command(house, "explain", accepted["id"])

    assert (0, "") == (done.code, done.err)
    assert "We do not know whether Email published this" in done.out
    assert "a•••@guests.example" in done.out
    short = accepted["id"].replace("-", "")[-8:]
    assert f"`omnichannel resolve {short}/d1 published|failed|send-again`" in done.out
    assert max(map(len, done.out.splitlines())) <= 80
