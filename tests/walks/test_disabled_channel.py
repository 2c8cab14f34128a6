"""A channel that is disabled while the runtime runs: what is due on it waits, and then goes out."""

import asyncio
import json
import sqlite3
from contextlib import closing
from typing import Any

from tests.walks.command_line import command
from tests.walks.house import House


async def test_a_disabled_channel_waits_and_then_goes_out(house: House) -> None:
    """Nothing is tried or failed while the channel is disabled; enabling it publishes what waited."""
    account, mail = await house.connect("facebook"), await house.connect("email")
    soon = {"when": "at", "local": house_time(2), "zone": "UTC"}
    waits = await house.publish(account, "Waits", publish=soon)

    off = await house.api.post("/v1/plugins/facebook:disable")
    refused = await house.api.post(
        "/v1/messages",
        json={"content": {"text": "x"}, "targets": [{"account_id": account}], "publish": {"when": "now"}},
    )
    sent = await house.publish(mail, "Not disturbed", title="Rye", recipients=["guest@bakery.example"])
    await house.until(sent["id"], "published")
    await asyncio.sleep(2.5)
    waiting = (await house.message(waits["id"]))["deliveries"][0]
    shown = (await house.api.get("/v1/plugins/channel:facebook")).json()
    on = await house.api.post("/v1/plugins/facebook:enable")
    published = await house.until(waits["id"], "published")

    assert [200, 200, 422] == [off.status_code, on.status_code, refused.status_code]
    assert {"enabled": False, "from_next_start": False}.items() <= off.json().items()
    assert ("scheduled", 0, []) == (waiting["state"], waiting["attempts"], waiting["tries"])
    assert ("disabled", True) == (shown["state"], "It was disabled by local" in shown["reason"])
    assert ["published"] == [one["outcome"] for one in published["tries"]]
    assert 1 == await house.accepted("facebook")


async def test_a_disabled_channel_stays_disabled_over_a_restart(house: House) -> None:
    """The switch is in the home folder; a channel that was never loaded is opened when it is enabled."""
    account = await house.connect("facebook")
    waits = await house.publish(
        account, "Waits", publish={"when": "at", "local": house_time(2), "zone": "UTC"}
    )
    await house.api.post("/v1/plugins/facebook:disable")
    await house.stop()
    await house.start()
    await asyncio.sleep(2)
    waiting = (await house.message(waits["id"]))["deliveries"][0]
    names = [one["name"] for one in (await house.api.get("/v1/channels")).json()["items"]]

    on = await house.api.post("/v1/plugins/channel:facebook:enable")

    assert ("scheduled", 0, ["email"]) == (waiting["state"], waiting["attempts"], names)
    assert "active" == on.json()["plugin"]["state"], on.text
    assert "published" == (await house.until(waits["id"], "published"))["state"]
    assert {} == json.loads((house.home / "plugins.json").read_text())["disabled"]
    assert (
        "The channel facebook is disabled: It was disabled by local"
        in (house.home / "runtime.log").read_text()
    )


async def test_a_running_server_follows_the_command_line(house: House) -> None:
    """`plugins disable` in another terminal closes a channel of a server that runs, `enable` opens it."""
    account = await house.connect("facebook")
    waits = await house.publish(
        account, "Waits", publish={"when": "at", "local": house_time(3), "zone": "UTC"}
    )

    off = await command(house, "plugins", "disable", "facebook")
    closed = await until_state(house, "facebook", "disabled")
    await asyncio.sleep(3)
    waiting = (await house.message(waits["id"]))["deliveries"][0]
    on = await command(house, "plugins", "enable", "facebook")
    opened = await until_state(house, "facebook", "active")

    assert (0, "○ channel:facebook is disabled\n") == (off.code, off.out)
    assert "a server that runs on this folder closes the channel within seconds" in off.err
    assert "It was disabled by cli:" in closed["reason"]
    assert ("scheduled", 0) == (waiting["state"], waiting["attempts"])
    assert (0, "● channel:facebook is enabled\n") == (on.code, on.out)
    assert "opens the channel within seconds" in on.err
    assert opened["reason"] is None
    assert "published" == (await house.until(waits["id"], "published"))["state"]


async def test_the_audit_log_tells_of_switches_without_the_api(house: House) -> None:
    """What was switched in another terminal is written once, in the name of who did it; so is the API's."""
    await command(house, "plugins", "disable", "facebook")
    await until_state(house, "facebook", "disabled")
    await command(house, "plugins", "enable", "facebook")
    await until_state(house, "facebook", "active")
    await command(house, "plugins", "disable", "sandbox")
    await house.api.post("/v1/plugins/email:disable")
    await asyncio.sleep(2.5)

    told = await audited(house)

    assert told.pop(0)[0].startswith("cli:")
    assert ("local user", "plugin.enabled", "channel:facebook") == told.pop(0)
    assert {("plugin.disabled", "extension:sandbox"), ("plugin.disabled", "channel:email")} == {
        one[1:] for one in told
    }
    assert 2 == len(told)


async def audited(house: House) -> list[tuple[str, str, str]]:
    """Give who did what to plugins, in the order in which it was written."""
    asked = "SELECT actor, action, detail FROM audit WHERE action LIKE 'plugin.%' ORDER BY at, id"
    with closing(sqlite3.connect(house.home / "omnichannel.db")) as database:
        return list(database.execute(asked))


async def test_other_plugins_are_said_to_wait_for_the_next_start(house: House) -> None:
    """What is no channel stays as it is until the server is started again, and the command says so."""
    off = await command(house, "plugins", "disable", "sandbox")

    shown = (await house.api.get("/v1/plugins/sandbox")).json()
    assert "at its next start" in off.err
    assert "active" == shown["state"]


async def test_a_list_of_switches_that_cannot_be_read_changes_nothing(house: House) -> None:
    """The log tells it once, and channels stay open or closed as they were."""
    await house.api.post("/v1/plugins/facebook:disable")
    (house.home / "plugins.json").write_text("{")
    await asyncio.sleep(3)

    shown = (await house.api.get("/v1/plugins/facebook")).json()
    log = (house.home / "runtime.log").read_text()
    assert "disabled" == shown["state"]
    assert 1 == log.count("Nobody can tell which plugins are disabled")


async def test_the_command_line_tells_of_a_plugin_what_the_api_tells(house: House) -> None:
    """Both make their lists by the same rules, field by field; only their places differ."""
    listed = json.loads((await command(house, "plugins", "list", "--json")).out)["items"]

    by_api = (await house.api.get("/v1/plugins")).json()["items"]
    by_command = {(one["kind"], one["name"]): one for one in listed}
    assert by_api
    for one in by_api:
        assert one.items() <= by_command[one["kind"], one["name"]].items()


async def until_state(house: House, name: str, state: str) -> dict[str, Any]:
    """Ask for a plugin until it has that state."""
    async with asyncio.timeout(20):
        while True:
            shown: dict[str, Any] = (await house.api.get(f"/v1/plugins/channel:{name}")).json()
            if shown["state"] == state:
                return shown
            await asyncio.sleep(0.1)


async def test_what_cannot_be_switched_says_why(house: House) -> None:
    """Unknown names are 404; what the runtime cannot do without is a conflict that names the reason."""
    unknown = await house.api.post("/v1/plugins/pigeon:disable")
    needed = await house.api.post("/v1/plugins/sqlalchemy:disable")
    later = await house.api.post("/v1/plugins/sandbox:disable")

    assert [404, 409, 200] == [unknown.status_code, needed.status_code, later.status_code]
    assert "it keeps the messages" in needed.json()["detail"]
    assert later.json()["from_next_start"]


def house_time(seconds: float) -> str:
    """Give a time so many seconds ahead, as UTC shows it."""
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()
