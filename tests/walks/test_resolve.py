import re
from typing import Any

import httpx

from tests.walks.command_line import command
from tests.walks.house import House


async def lost_mail(house: House) -> dict[str, Any]:
    """Give the delivery of a mail whose answer was lost, once it asks a person; with its message's id."""
    account = await house.connect("email")
    await house.fault("email", {"kind": "answer_lost", "times": 1})
    accepted = await house.publish(account, "Hello", title="Hello", recipients=["ada@guests.example"])
    delivery = await house.until_told(accepted["id"])
    assert delivery["asks_person"], delivery
    return {**delivery, "message": accepted["id"]}


async def resolve(house: House, delivery: dict[str, Any], outcome: str) -> httpx.Response:
    """Say what became of a delivery."""
    return await house.api.post(f"/v1/deliveries/{delivery['id']}:resolve", json={"outcome": outcome})


async def test_a_lost_mail_is_sent_again_by_a_persons_word(house: House) -> None:
    """Somebody says that the mail is not there: it is sent a second time, at once, and published."""
    delivery = await lost_mail(house)

    answer = await resolve(house, delivery, "send_again")
    sent = await house.until_told(delivery["message"])

    assert (200, "waiting") == (answer.status_code, answer.json()["state"])
    assert ("published", "published") == (sent["state"], sent["tries"][-1]["outcome"])
    assert 2 == await house.accepted("email")


async def test_a_lost_mail_that_somebody_saw_is_published(house: House) -> None:
    """Somebody says that the mail is there: its message is published, and saying so again is refused."""
    delivery = await lost_mail(house)

    answer = await resolve(house, delivery, "published")
    message = await house.message(delivery["message"])
    again = await resolve(house, delivery, "send_again")

    assert (200, "published") == (answer.status_code, answer.json()["state"])
    assert ("published", [answer.json()]) == (message["status"], message["deliveries"])
    assert (409, "/problems/not-allowed-now") == (again.status_code, again.json()["type"])
    told = "Cannot resolve the delivery: it is published. Its outcome is known, so there is nothing to say."
    assert told == again.json()["detail"]
    assert 1 == await house.accepted("email")


async def test_a_person_says_by_the_command_line_that_it_should_be_sent_again(house: House) -> None:
    """`omnichannel resolve ... send-again`: it is sent a second time; afterwards there is nothing to say."""
    delivery = await lost_mail(house)

    done = await command(house, "resolve", f"{delivery['message']}/d1", "send-again")
    sent = await house.until(delivery["message"], "published")
    again = await command(house, "resolve", f"{delivery['message']}/d1", "failed")

    assert (0, "") == (done.code, done.err)
    assert re.fullmatch(r"↻ [0-9a-f]{8}/d1  email  waiting\n", done.out)
    assert ["unknown", "published"] == [sent["tries"][0]["outcome"], sent["tries"][-1]["outcome"]]
    assert 2 == again.code
    assert "error: Cannot resolve the delivery: it is published." in again.err
    assert 2 == await house.accepted("email")


async def test_a_person_says_by_the_command_line_that_it_is_not_there(house: House) -> None:
    """`omnichannel resolve ... failed`: nothing more is sent, and it can be sent again later."""
    delivery = await lost_mail(house)

    done = await command(house, "resolve", f"{delivery['message']}/d1", "failed")
    message = await house.message(delivery["message"])
    before = await house.accepted("email")
    retried = await command(house, "retry", f"{delivery['message']}/d1")
    await house.until(delivery["message"], "published")

    (failed,) = message["deliveries"]
    assert (0, "") == (done.code, done.err)
    assert re.fullmatch(r"✕ [0-9a-f]{8}/d1  email  failed\n", done.out)
    assert ("failed", "failed", None) == (message["status"], failed["state"], failed["kind"])
    assert "Somebody looked and said it is not there, and should not be sent." == failed["reason"]
    assert (0, 1, 2) == (retried.code, before, await house.accepted("email"))


async def test_a_failed_mail_is_retried(house: House) -> None:
    """Sent once more, a mail to an unknown mailbox fails again, and both attempts are told."""
    account = await house.connect("email")
    accepted = await house.publish(
        account, "Hello", title="Hello", recipients=["unknown-person@guests.example"]
    )
    failed = await house.until(accepted["id"], "failed")

    answer = await house.api.post(f"/v1/deliveries/{failed['id']}:retry")
    again = await house.until(accepted["id"], "failed")

    assert (200, "waiting") == (answer.status_code, answer.json()["state"])
    assert ["refused", "refused"] == [attempt["outcome"] for attempt in again["tries"]]
    assert again == (await house.api.get(f"/v1/deliveries/{failed['id']}")).json()
