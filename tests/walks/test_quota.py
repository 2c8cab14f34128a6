"""Has a slot of the calendar room for one more post? Asked of a server that runs."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.walks.command_line import command
from tests.walks.house import open_house

DAY = datetime.now(UTC).date() + timedelta(days=30)
NINE = f"{DAY}T09:00:00"


async def test_a_full_slot_of_the_calendar_says_so_and_names_the_next_free_one(tmp_path: Path) -> None:
    """Two posts at nine are all the channel takes: API and command line say no, why, and what is free."""
    async with open_house(tmp_path, toys=("pacedbook",)) as house:
        account = await house.connect("pacedbook")
        place = f"/v1/accounts/{account}/quota"
        asking = ["accounts", "quota", "pacedbook", "--zone", "UTC"]
        empty = (await house.api.get(place, params={"at": f"{NINE}Z"})).json()
        for text in ("Rye", "Spelt"):
            await house.publish(account, text, publish={"when": "at", "local": NINE, "zone": "UTC"})
        full = (await house.api.get(place, params={"at": f"{NINE}Z"})).json()
        free = (await house.api.get(place, params={"at": full["next_free_at"]})).json()
        no = await command(house, *asking, "--at", NINE)
        yes = await command(house, *asking, "--at", f"{DAY} 09:00:30")
        now = await command(house, "accounts", "quota", "pacedbook", "--json")
        nowhere = await command(house, "accounts", "quota", "pacedbook", "--zone", "Atlantis")

    assert (True, 0, 2, None) == (empty["allowed"], empty["used"], empty["limit"], empty["reason"])
    assert (False, 2, f"{DAY}T09:00:30Z") == (full["allowed"], full["used"], full["next_free_at"])
    assert (True, 1) == (free["allowed"], free["used"])
    told = " ".join(no.out.split())
    assert (1, "") == (no.code, no.err)
    assert told.startswith(
        f"✕ pacedbook:Harbour Bakery may not publish at {DAY:%a} {DAY.day} {DAY:%b %Y} 09:00 UTC"
    )
    assert f"why {full['reason']}" in told
    assert "used 2 of 2 in 1 minute" in told
    assert (0, "") == (yes.code, yes.err)
    assert "may publish at" in yes.out
    assert (0, True, 0) == (now.code, json.loads(now.out)["allowed"], json.loads(now.out)["used"])
    assert 2 == nowhere.code
    assert "error: there is no zone 'Atlantis'" in nowhere.err
