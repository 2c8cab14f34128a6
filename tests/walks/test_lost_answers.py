from pathlib import Path

import pytest

from tests.walks.house import House, open_house


async def test_a_post_whose_answer_was_lost_is_found_and_not_repeated(house: House) -> None:
    """The platform took the post and the connection broke: it is found there, and stands there once."""
    account = await house.connect("facebook")
    await house.fault("facebook", {"kind": "answer_lost", "times": 1})

    accepted = await house.publish(account, "Only once")
    delivery = await house.until(accepted["id"])

    assert "published" == delivery["state"]
    assert ["publish", "find"] == [attempt["action"] for attempt in delivery["tries"]]
    assert ["unknown", "found"] == [attempt["outcome"] for attempt in delivery["tries"]]
    assert [delivery["external_id"]] == [one["external_id"] for one in await house.arrivals("facebook")]


async def test_a_post_that_did_not_arrive_is_sent_again_after_the_settle_delay(house: House) -> None:
    """The platform failed before it stored anything: it is looked for, not there, and published once."""
    account = await house.connect("facebook")
    await house.fault("facebook", {"kind": "error_before", "times": 1})

    accepted = await house.publish(account, "Second try")
    delivery = await house.until(accepted["id"], "published")

    outcomes = [attempt["outcome"] for attempt in delivery["tries"]]
    assert "unknown" == outcomes[0]
    assert {"absent"} == set(outcomes[1:-1])
    assert "published" == outcomes[-1]
    assert 1 == await house.accepted("facebook")


async def test_reads_that_lag_do_not_lead_to_a_second_post(house: House) -> None:
    """The platform shows the post late: an early look that misses it does not send it again."""
    account = await house.connect("facebook")
    await house.fault(
        "facebook", {"kind": "answer_lost", "times": 1}, {"kind": "stale_reads", "seconds": 0.8}
    )

    accepted = await house.publish(account, "Shown late")
    delivery = await house.until(accepted["id"])

    assert "published" == delivery["state"]
    assert 1 == await house.accepted("facebook")


async def test_equal_posts_with_lost_answers_each_find_their_own(house: House) -> None:
    """Two equal posts lose their answers: each delivery finds another post, none is sent a third time."""
    account = await house.connect("facebook")
    await house.fault("facebook", {"kind": "answer_lost", "times": 2})

    ids = [(await house.publish(account, "The same words"))["id"] for _ in range(2)]
    found = [await house.until(id) for id in ids]

    assert ["published", "published"] == [delivery["state"] for delivery in found]
    assert 2 == len({delivery["external_id"] for delivery in found})
    assert 2 == await house.accepted("facebook")


async def test_several_pictures_survive_a_lost_upload(house: House) -> None:
    """An upload that nobody sees may be repeated: its lost answer delays the post, and doubles nothing."""
    account = await house.connect("facebook")
    media = [{"media_id": await _picture(house, name)} for name in ("a", "b")]
    await house.fault("facebook", {"kind": "answer_lost", "times": 1, "on": "upload"})

    accepted = await house.publish(account, "Two pictures", media=media)
    delivery = await house.until(accepted["id"])

    assert "published" == delivery["state"], delivery
    assert "deferred" == delivery["tries"][0]["outcome"]
    arrivals = await house.arrivals("facebook")
    assert [2] == [len(one["pictures"]) for one in arrivals]


@pytest.mark.parametrize(("on_unknown", "mails"), [("ask", 1), ("retry", 2)])
async def test_a_mail_whose_answer_was_lost_asks_a_person_unless_told_otherwise(
    tmp_path: Path, on_unknown: str, mails: int
) -> None:
    """Mail cannot be searched for: a person is asked, unless the message says to send it again."""
    async with open_house(tmp_path) as house:
        account = await house.connect("email")
        await house.fault("email", {"kind": "answer_lost", "times": 1})

        accepted = await house.publish(
            account, "Hello", title="Hello", recipients=["ada@guests.example"], on_unknown=on_unknown
        )
        delivery = await house.until(accepted["id"], "published" if mails == 2 else "unknown")
        while mails == 1 and not delivery["asks_person"]:
            delivery = await house.until(accepted["id"], "unknown")

        assert mails == await house.accepted("email")
        if mails == 1:
            assert "We do not know whether Email published this." in delivery["reason"]
            assert "Look on the platform" in delivery["fix"]
            assert "attention" == (await house.message(accepted["id"]))["status"]


async def _picture(house: House, name: str) -> str:
    from omnichannel_sandbox.demo.pictures import harbour, loaf

    data = harbour() if name == "a" else loaf()
    response = await house.api.post("/v1/media", files={"file": (f"{name}.jpg", data, "image/jpeg")})
    return str(response.json()["id"])
