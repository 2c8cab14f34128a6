from datetime import datetime, timedelta, timezone

from tests.walks.house import House


async def test_what_a_person_paused_goes_on_by_a_persons_word(house: House) -> None:
    """Posts of a paused account wait, a good check does not wake them, and a resume does, once."""
    account = await house.connect("facebook")
    place = f"/v1/accounts/{account}"
    await house.api.post(f"{place}:pause", json={"reason": "Holidays."})
    accepted = await house.publish(account, "After the holidays")
    waiting = await house.until(accepted["id"], "waiting")

    probed = (await house.api.post(f"{place}:probe")).json()
    still = (await house.api.get(place)).json()
    quota = (await house.api.get(f"{place}/quota")).json()
    resumed = (await house.api.post(f"{place}:resume")).json()
    await house.until(accepted["id"], "published")

    assert ("account", None, 0) == (waiting["waits_for"], waiting["next_look_at"], waiting["attempts"])
    assert (True, "paused", "person") == (probed["ok"], still["state"], still["paused_by"])
    assert "Holidays. Its posts wait and go out after you resume it." in quota["reason"]
    assert "active" == resumed["state"]
    assert 1 == await house.accepted("facebook")


async def test_a_removed_account_sends_nothing_more(house: House) -> None:
    """What was planned is called off with the reason, history is readable, and the page can come back."""
    account = await house.connect("facebook")
    before = await house.publish(account, "Before")
    await house.until(before["id"], "published")
    at = {"when": "at", "local": "2099-01-01T09:00:00", "zone": "UTC"}
    planned = await house.publish(account, "Later", publish=at)

    removed = await house.api.delete(f"/v1/accounts/{account}")
    again = await house.api.delete(f"/v1/accounts/{account}")
    called_off = await house.until(planned["id"])
    message = await house.message(before["id"])
    other = await house.connect("facebook")

    assert (204, 404) == (removed.status_code, again.status_code)
    assert ("cancelled", "The account was removed.") == (called_off["state"], called_off["reason"])
    assert ("published", account) == (message["status"], message["deliveries"][0]["account_id"])
    assert [other] == [one["id"] for one in (await house.api.get("/v1/accounts")).json()["items"]]
    assert 1 == await house.accepted("facebook")


async def test_a_mail_account_is_checked_and_asked(house: House) -> None:
    """The pretend server knows the password; a wrong one pauses the account, and mail has no quota."""
    place = f"/v1/accounts/{await house.connect('email')}"
    tomorrow = datetime.now(timezone(timedelta(hours=1))) + timedelta(days=1)
    good = (await house.api.post(f"{place}:probe")).json()
    quota = (await house.api.get(f"{place}/quota", params={"at": tomorrow.isoformat()})).json()
    smtp = {**house.simulated["email"].account["credentials"], "password": "wrong"}

    await house.api.put(f"{place}/credentials", json={"credentials": smtp})
    bad = (await house.api.post(f"{place}:probe")).json()

    assert (True, None) == (good["ok"], good["reason"])
    assert (True, None, None) == (quota["allowed"], quota["limit"], quota["reason"])
    assert tomorrow == datetime.fromisoformat(quota["at"])
    told = "The mail server does not accept the user name or password."
    assert (False, told) == (bad["ok"], bad["reason"])
    assert "paused" == (await house.api.get(place)).json()["state"]
