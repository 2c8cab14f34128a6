"""Every event that the reference names, as a program hears it: none is promised that does not come."""

import asyncio
import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from omnichannel.application.event_texts import EVENTS
from omnichannel.domain.change import ChangeType
from tests.walks.hand_in import hand_in
from tests.walks.house import House, open_house
from tests.walks.receiver import Receiver, receiving

REFERENCE = Path(__file__).parents[2] / "docs/reference/events.md"
ADA, NOBODY = "ada@guests.example", "unknown-person@guests.example"
DRAFT = {"when": "draft"}


class Happenings:
    """Makes things happen in a house, as people and platforms do."""

    def __init__(self, house: House, webhook: str) -> None:
        self.house, self.webhook = house, webhook

    async def of_accounts(self) -> None:
        """Connect, rename, pause and resume one; disconnect it."""
        place = f"/v1/accounts/{await self.house.connect('facebook', external_id='other', name='Other')}"
        named = await self.house.api.put(place, json={"name": "Else"}, headers={"If-Match": '"v1"'})
        assert 200 == named.status_code, named.text
        await self._done("POST", f"{place}:pause", json={})
        await self._done("POST", f"{place}:resume")
        await self._done("DELETE", place)

    async def of_messages(self, page: str) -> None:
        """Write a draft, edit it and call it off; remove another from the store, since no person can."""
        draft = await self.house.publish(page, "Draft", publish=DRAFT)
        await self._reschedule(draft, {"when": "at", "local": "2031-03-01T09:00:00", "zone": "UTC"})
        await self._done("POST", f"/v1/messages/{draft['id']}:cancel")
        gone = await self.house.publish(page, "Gone", publish=DRAFT)
        id = gone["id"].replace("-", "")
        with closing(sqlite3.connect(self.house.home / "omnichannel.db", timeout=10)) as opened, opened:
            opened.execute("PRAGMA foreign_keys = ON")
            opened.execute("DELETE FROM deliveries WHERE message_id = ?", (id,))
            assert 1 == opened.execute("DELETE FROM messages WHERE id = ?", (id,)).rowcount

    async def of_time(self, page: str) -> None:
        """Let two posts come too late while their account is paused: one is missed, one waits for a word."""
        await self._done("POST", f"/v1/accounts/{page}:pause", json={})
        local = (datetime.now(UTC) - timedelta(seconds=57)).replace(tzinfo=None).isoformat()
        at = {"when": "at", "local": local, "zone": "UTC"}
        for otherwise in ("miss", "ask"):
            patience = {"minutes": 1, "otherwise": otherwise}
            late = await self.house.publish(page, f"Late, {otherwise}", publish=at, lateness=patience)
            await self.house.until(late["id"], "waiting")
        await asyncio.sleep(4)
        await self._done("POST", f"/v1/accounts/{page}:resume")

    async def of_platforms(self, mail: str) -> None:
        """A platform that takes its time, one whose answer is lost, and one that refuses."""
        slow = await self.house.connect("slowbook")
        await self.house.publish(slow, "Slow")
        await self.house.fault("email", {"kind": "answer_lost", "times": 1})
        lost = await self.house.publish(mail, "Lost", title="Lost", recipients=[ADA])
        await self.house.until_told(lost["id"])

    async def of_chains(self, mail: str) -> None:
        """One way fails and the next takes over; another arrives and is read, and spares the next."""
        told = await self.house.connect("receiptmail")
        await self._chain(mail, NOBODY, told)
        arrives = await self._chain(told, ADA, mail, after_minutes=5)
        first = await self.house.until(arrives, "published")
        for kind in ("delivered", "read"):
            assert "changed" == await hand_in(self.house, first["id"], kind)

    async def of_webhooks(self) -> None:
        """Ask for a test."""
        await self._done("POST", f"/v1/webhooks/{self.webhook}:test")

    async def _chain(self, account: str, address: str, fallback: str, **after: Any) -> str:
        person = {"addresses": [address], "otherwise": [ADA]}
        fallbacks = [{"account_id": fallback, **after}]
        target = {"account_id": account, "recipients": [person], "fallbacks": fallbacks}
        return str((await self.house.publish(account, "Rye", title="Rye", targets=[target]))["id"])

    async def _reschedule(self, message: dict[str, Any], publish: dict[str, Any]) -> None:
        tag = {"If-Match": f'"v{message["version"]}"'}
        path = f"/v1/messages/{message['id']}:reschedule"
        await self._done("POST", path, json={"publish": publish}, headers=tag)

    async def _done(self, method: str, path: str, **request: Any) -> None:
        answer = await self.house.api.request(method, path, **request)
        assert answer.is_success, f"{method} {path}: {answer.text}"


@pytest.fixture
async def program() -> AsyncIterator[Receiver]:
    """A program that listens."""
    async with receiving() as receiver:
        yield receiver


@pytest.mark.timeout(180)
async def test_a_program_hears_each_event_that_there_is(tmp_path: Path, program: Receiver) -> None:
    """
    Whatever is in the catalogue happens here, and arrives signed, each under an id of its own.

    A new kind of change, or a new state, is in the catalogue by itself: it fails here until it is shown.
    """
    allowed = json.dumps([program.place])
    settings = {
        "OMNICHANNEL_WEBHOOK_ALLOWED_PRIVATE_HOSTS": allowed,
        "OMNICHANNEL_SURGE_SPACING_SECONDS": "0",
    }
    async with open_house(tmp_path, toys=("receiptmail", "slowbook"), **settings) as house:
        added = (await house.api.post("/v1/webhooks", json={"url": program.url})).json()
        program.secret = added["secret"]
        happen = Happenings(house, added["id"])
        page, mail = await house.connect("facebook"), await house.connect("email")
        await happen.of_webhooks()
        await happen.of_accounts()
        await happen.of_messages(page)
        await happen.of_platforms(mail)
        await happen.of_chains(mail)
        await happen.of_time(page)
        with suppress(TimeoutError):  # what is missing is told below
            await program.until(lambda it: {one.type for one in it.heard} >= set(EVENTS), seconds=40)

    assert set(EVENTS) == {one.type for one in program.heard}
    assert (0, len(program.heard)) == (program.forged, len({one.id for one in program.heard}))


def test_the_reference_names_each_kind_of_change() -> None:
    """What programs can be told is what the reference says, and each kind of change is among it."""
    documented = set(
        re.findall(r"^\| `([a-z.]+)` \|", REFERENCE.read_text("utf-8").split("## The body")[0], re.M)
    )
    kinds = {one.value for one in ChangeType} - {ChangeType.DELIVERY_UPDATED.value}

    assert set(EVENTS) == documented
    assert kinds <= documented
