"""A storm: many deliveries through a real runtime process, while everything around it fails at random."""

import asyncio
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import httpx

from omnichannel_sandbox.accounts import PAGES
from omnichannel_sandbox.server import Sandbox
from tests.reliability.proxy import FaultyProxy, at_random, proxied
from tests.reliability.soak_judging import ALL, Fate, Tally, fates_from
from tests.walks.house import House, message_body

SHARE = 0.05
BATCH = 250
MAILS_AT_ONCE = 40
"""Each is a TLS connection of its own to a server in this process: more would be slower than a lease."""
LEASE_SECONDS, LATE_SECONDS, SETTLE_SECONDS = 4, 5, 9
"""What comes late, comes after the lease and before the platform's promise to show a post is over."""
SETTINGS = {
    "OMNICHANNEL_LEASE_SECONDS": str(LEASE_SECONDS),
    "OMNICHANNEL_FACEBOOK_SETTLE_SECONDS": str(SETTLE_SECONDS),
    "OMNICHANNEL_FACEBOOK_SEARCH_PAGES": "100",
    "OMNICHANNEL_LOG_LEVEL": "ERROR",
}
NO_CONNECTION = "reason LIKE 'No connection%'"
REFUSED, KILLED, SEARCH = "connection refused", "runtime killed", "a search met one of these"
MAIL_FAULTS = {
    "answer_lost": "mail: answer lost after acceptance",
    "error_before": "mail: 451 before acceptance",
}


@dataclass
class Storm:
    """
    A house behind a proxy.

    Attributes:
        accepted: the mark of each accepted delivery, by its message's id.
        killed: the marks of deliveries that were under way when the runtime was killed.
    """

    house: House
    proxy: FaultyProxy
    chance: Random
    seed: int
    accepted: dict[UUID, str] = field(default_factory=dict)
    killed: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)

    async def post(self, number: int) -> None:
        """Publish so many posts, spread over all pages, at once."""
        for first in range(0, number, BATCH):
            marks = [f"Post {n}" for n in range(first, min(first + BATCH, number))]
            bodies = [message_body(self.accounts[n % len(PAGES)], mark) for n, mark in enumerate(marks)]
            await self._send(marks, bodies)

    async def mails(self, number: int) -> None:
        """Send so many mails: the same number for each fault of theirs, one after the other."""
        for place, fault in enumerate(MAIL_FAULTS):
            await self.mail(number // len(MAIL_FAULTS), fault, seed=self.seed + place)

    async def mail(self, number: int, fault: str, *, seed: int) -> None:
        """Send so many mails, while *fault* meets some of them; the same with the same *seed*."""
        await self.house.fault("email", {"kind": fault, "chance": SHARE, "seed": seed})
        marks = [f"{fault.replace('_', '-')}-{n}@guests.example" for n in range(number)]
        bodies = [message_body(self.accounts[-1], "Hello", title="Hello", recipients=[m]) for m in marks]
        for first in range(0, number, MAILS_AT_ONCE):
            await self._send(marks[first : first + MAILS_AT_ONCE], bodies[first : first + MAILS_AT_ONCE])
            await self.settled("channel = 'email'")

    async def _send(self, marks: Sequence[str], bodies: Sequence[dict[str, Any]]) -> None:
        """Send a batch until it is answered: the runtime may die meanwhile; the key makes it one batch."""
        key = {"Idempotency-Key": str(uuid4())}
        while True:
            try:
                answer = await self.house.api.post(
                    "/v1/messages:batch", json={"messages": bodies}, headers=key
                )
            except (httpx.HTTPError, RuntimeError):  # it was killed; whoever did that starts it again
                await asyncio.sleep(0.2)
                continue
            if answer.status_code == 200:
                break
            assert answer.status_code in (409, 503), answer.text
            await asyncio.sleep(0.2)
        items = answer.json()["items"]
        for mark, item in zip(marks, items, strict=True):
            self.accepted[UUID(item["message"]["id"])] = mark

    async def outages(self) -> None:
        """Refuse connections until somebody was refused, then now and then for a moment, until cancelled."""
        await self.proxy.refuse()
        while not self._ids(f"SELECT message_id FROM attempts WHERE {NO_CONNECTION}"):  # noqa: ASYNC110, S608
            await asyncio.sleep(0.1)
        while True:
            await self.proxy.listen()
            await asyncio.sleep(self.chance.uniform(1, 4))
            await self.proxy.refuse()
            await asyncio.sleep(0.2)

    async def kills(self) -> None:
        """Kill the runtime and start it again, again and again, until cancelled."""
        await self.house.fault("facebook", {"kind": "slow", "seconds": 0.3, "on": "publish"})
        while True:
            await asyncio.sleep(self.chance.uniform(0.5, 4))
            await self.house.kill()
            self.killed += [self.accepted.get(id, "") for id in self._messages("state = 'publishing'")]
            await self.house.start()

    async def settled(self, which: str = "true", *, seconds: float = 1200) -> None:
        """Wait until no delivery, of those *which* means, is to be looked at any more."""
        end = time.monotonic() + seconds
        while left := self._messages(f"due_at IS NOT NULL AND {which}"):
            assert time.monotonic() < end, f"{len(left)} are still open"
            await asyncio.sleep(0.5)

    async def tally(self) -> Tally:
        """Judge every delivery by the platform's ledger, and count what each fault did."""
        arrivals = await self.house.arrivals("facebook") + await self.house.arrivals("email")
        arrived = Counter((one["recipients"] or [one["text"]])[0] for one in arrivals)
        fates = fates_from(self.accepted.values(), await self._told(), arrived)
        tally = Tally()
        tally.count(ALL, fates.values())
        for met in self.proxy.met:
            touched = [fates[met.heard.text]] if met.heard.publishes else [_search(fates)]
            tally.count(met.fault.value if met.heard.publishes else SEARCH, touched)
        refused = self._tried(NO_CONNECTION)
        tally.count(REFUSED, [fates[mark] for mark in refused])
        for fault, name in MAIL_FAULTS.items():
            tally.count(name, [fates[mark] for mark in await self.house.faults_met("email", fault)])
        if self.killed:
            tally.count(KILLED, [fates[mark] for mark in self.killed if mark])
        return tally

    async def _told(self) -> dict[str, dict[str, Any]]:
        """Give what the API says of each delivery, by mark."""
        told: dict[str, dict[str, Any]] = {}
        cursor: dict[str, str] = {}
        while True:
            answer = await self.house.api.get("/v1/deliveries", params={"limit": 200, **cursor})
            page = answer.json()
            told |= {self.accepted[UUID(one["message_id"])]: one for one in page["items"]}
            if page["next"] is None:
                return told
            cursor = {"cursor": page["next"]}

    def _messages(self, which: str) -> list[UUID]:
        return self._ids(f"SELECT message_id FROM deliveries WHERE {which}")  # noqa: S608 - our own words

    def _tried(self, which: str) -> list[str]:
        tried = f"SELECT message_id FROM attempts WHERE action = 'publish' AND {which}"  # noqa: S608
        ids = self._ids(tried)
        return [self.accepted[id] for id in ids]

    def _ids(self, statement: str) -> list[UUID]:
        with closing(sqlite3.connect(f"file:{self.house.home}/omnichannel.db?mode=ro", uri=True)) as opened:
            rows = opened.execute(statement).fetchall()
        return [UUID(bytes=row[0]) if isinstance(row[0], bytes) else UUID(row[0]) for row in rows]


def _search(fates: dict[str, Fate]) -> Fate:
    """A search shows a whole page: it was survived where nothing in the storm came to harm."""
    return next((fate for fate in fates.values() if not fate.is_truthful), next(iter(fates.values())))


@asynccontextmanager
async def open_storm(folder: Path, *, seed: int) -> AsyncIterator[Storm]:
    """Start a platform, a proxy in front of it, and a runtime with all accounts connected."""
    home, chance = folder / "home", Random(seed)
    home.mkdir()
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(data_dir=folder / "sandbox"))
        proxy = await stack.enter_async_context(proxied(sandbox.http_url))
        proxy.late_seconds = LATE_SECONDS
        graph = {"OMNICHANNEL_FACEBOOK_GRAPH_URL": f"http://127.0.0.1:{proxy.port}/graph"}
        house = House(home, sandbox, {**SETTINGS, **graph})
        stack.push_async_callback(house.control.aclose)
        await house.start()
        stack.push_async_callback(house.stop)
        storm = Storm(house, proxy, chance, seed)
        for page in PAGES:
            known = {"name": page.name, "external_id": page.id, "credentials": {"access_token": page.token}}
            storm.accounts.append(await house.connect("facebook", **known))
        storm.accounts.append(await house.connect("email"))
        proxy.choose = at_random(SHARE, chance)
        yield storm


async def storm(deliveries: int, *, seed: int, kills: bool = False) -> Tally:
    """
    Send so many deliveries through a storm, a tenth of them mails, and judge them when all are told.

    Args:
        kills: the runtime is killed and started again now and then, too.
    """
    mails = deliveries // 10
    with tempfile.TemporaryDirectory() as folder:
        async with open_storm(Path(folder), seed=seed) as opened:
            weather = [asyncio.create_task(opened.outages())]
            if kills:
                weather.append(asyncio.create_task(opened.kills()))
            await asyncio.gather(opened.post(deliveries - mails), opened.mails(mails))
            for one in weather:
                one.cancel()
            await asyncio.gather(*weather, return_exceptions=True)
            await _mended(opened)
            await opened.settled()
            return await opened.tally()


async def _mended(opened: Storm) -> None:
    """The weather may have ended in the middle of an outage, or right after a kill."""
    if not opened.proxy.is_listening:
        await opened.proxy.listen()
    if opened.house.runtime.is_dead:
        await opened.house.start()
