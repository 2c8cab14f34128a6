"""What all kill runs of a test process share: pretend platforms, a fork server, and a home for each story."""

import asyncio
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.core.fakes.distributions import install
from tests.reliability.life import Order
from tests.reliability.platforms import Platform, RotatingPlatform, SandboxPlatform, arrivals
from tests.reliability.program import open_program
from tests.reliability.stories import STORIES
from tests.reliability.token_server import Grant, open_token_server
from tests.reliability.watching import Moment
from tests.walks.receiver import Receiver

LEASE_SECONDS = 0.9
PATIENCE_SECONDS = 60
REHEARSED = ("a post", "mails to a list")
LONGEST_LINE = 1024 * 1024


@dataclass
class Told:
    """
    What a life told until it ended or was killed.

    Attributes:
        pid: its process, while it lives.
        done, undone: deeds of a person that got their answer, and those that have none yet.
        steps: how many steps a person has gone.
        asked: deliveries that asked a person, with their channels.
        slow: those of them of which an attempt was cut off, since the machine was busy.
        has_marked: a channel had begun to mark a delivery's irreversible step.
        feed: what happened, where a program hears of it.
    """

    answered: list[int] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    undone: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: int = 0
    pid: int | None = None
    asked: dict[str, str] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    has_marked: bool = False
    was_killed: bool = False
    passed: list[Moment] = field(default_factory=list)
    ended: list[dict[str, Any]] = field(default_factory=list)
    feed: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)

    def follow(self, said: dict[str, Any]) -> None:
        """Follow what a person does."""
        self.steps += said.get("goes", 0)
        if "begins" in said:
            self.undone[said["begins"]["name"]] = said["begins"]
        if "does" in said:
            self.done.append(said["does"])
            self.undone.pop(said["does"], None)

    def left(self) -> dict[str, Any]:
        """Give what the next life has to know of this one."""
        undone = list(self.undone.values())
        return {"answered": self.answered, "done": self.done, "undone": undone, "steps": self.steps}


class LifeFailed(AssertionError):
    """A runtime raised something, or was killed by somebody else."""


class Park:
    """
    Everything that is there for lives.

    Attributes:
        program: hears of what happens.
        grants: by a run's tag: what its account is signed in with, and what it gets if that is lost.
    """

    def __init__(self, folder: Path, platforms: dict[str, Platform], program: Receiver) -> None:
        self._folder, self._platforms, self.program = folder, platforms, program
        self._facts: dict[Path, dict[str, str]] = {}
        self.grants: dict[str, tuple[Grant, Grant]] = {}
        self._numbers = itertools.count(1)

    def representatives(self) -> list[str]:
        """Name one story for each home that is needed."""
        return list({self._template(story): story for story in STORIES}.values())

    async def prepare(self, story: str) -> None:
        """Make the home of a story, with the accounts and files that it needs, if it is not there yet."""
        place = self._template(story)
        if place in self._facts:
            return
        order = Order(**self._ordered(story, place, ""), facts=self._given(story), prepares=True)
        self._facts[place] = (await self.live(order)).facts
        self.program.secret = self._facts[place].get("secret", self.program.secret)

    def rehearsals(self) -> list[tuple[Order, Order]]:
        """Give the orders to prepare a home and to live in it, for stories that pass most of the engine."""
        ordered = [
            self._ordered(story, self._folder / f"rehearsal-{number}", f"{story}!")
            for number, story in enumerate(REHEARSED)
        ]
        facts = {story: self._given(story) for story in REHEARSED}
        return [
            (Order(**one, facts=facts[one["story"]], prepares=True), Order(**one, is_first=True))
            for one in ordered
        ]

    def _given(self, story: str) -> dict[str, str]:
        """Give what is known before a home is prepared."""
        facts = {name: str(value) for name, value in self.platform(story).facts.items()}
        return facts | {"receiver_url": self.program.url}

    def _template(self, story: str) -> Path:
        told = STORIES[story]
        return self._folder / "homes" / told.platform / told.prepare.__name__

    @property
    def platforms(self) -> list[Platform]:
        """Give all platforms."""
        return list(self._platforms.values())

    def platform(self, story: str) -> Platform:
        """Give the platform of a story."""
        return self._platforms[STORIES[story].platform]

    @contextmanager
    def home(self, story: str) -> Iterator[tuple[Path, str]]:
        """Give a copy of the story's home for one run, and the run's tag."""
        number = next(self._numbers)
        place, tag = self._folder / f"run-{number}", f"{story} {number} {os.getpid()}!"
        shutil.copytree(self._template(story), place)
        platform = self.platform(story)
        if isinstance(platform, RotatingPlatform):
            self.grants[tag] = (platform.server.grant(), platform.server.grant())
            self.grants[tag][0].expire()
        try:
            yield place, tag
        finally:
            shutil.rmtree(place)

    def order(self, story: str, home: Path, tag: str, **more: Any) -> Order:
        """Order a life."""
        facts = self._facts[self._template(story)] | _pairs(*self.grants.get(tag, ()))
        return Order(**self._ordered(story, home, tag), facts=facts, **more)

    def _ordered(self, story: str, home: Path, tag: str) -> dict[str, Any]:
        own = STORIES[story].settings
        webhook = {"allowed_private_hosts": [self.program.place]}
        plugins = {"webhook": webhook, **self.platform(story).plugins, **own.get("plugins", {})}
        settings = {
            "lease_seconds": LEASE_SECONDS,
            "look_after_seconds": 0.05,
            "max_in_flight": 10,
            **own,
            "plugins": plugins,
        }
        return {"home": str(home), "story": story, "tag": tag, "settings": settings}

    async def live(self, order: Order) -> Told:
        """
        Have a life lived to its end, or until it is killed where the order says so.

        Raises:
            LifeFailed: something was raised in it, or it does not end.
        """
        reader, writer = await asyncio.open_unix_connection(str(self._folder / "fork"), limit=LONGEST_LINE)
        told = Told()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._follow(order, told, reader, writer)
        except TimeoutError as error:
            raise LifeFailed(f"{_known(order)} does not end; it told {told}") from error
        finally:
            writer.close()
            _kill(told)
        return told

    async def _follow(
        self, order: Order, told: Told, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        _write(writer, asdict(order))
        while line := await reader.readline():
            said = json.loads(line)
            told.pid = said.get("pid", told.pid)
            told.passed = [(name, moment) for name, moment in said.get("passed", [])]
            told.ended, told.facts = said.get("ended", []), said.get("facts", {})
            told.feed = said.get("feed", [])
            told.answered += said.get("answered", [])
            told.follow(said)
            if "reached" in said:
                _kill(told)
                told.was_killed, told.has_marked = True, said["has_marked"]
            if "asks" in said:
                told.asked |= {one["id"]: one["channel"] for one in said["asks"]}
                told.slow |= set(said["slow"])
                _write(writer, await self._looked(order, said["asks"]))
            if "failed" in said:
                raise LifeFailed(f"{_known(order)}: {said['failed']}")
            if "ended" in said:
                told.pid = None
                return
        told.pid = None
        if not told.was_killed:
            raise LifeFailed(f"{_known(order)} ended without a word")

    async def _looked(self, order: Order, asking: list[dict[str, Any]]) -> dict[str, str]:
        """Look on the platform, as a person would who is asked what became of a delivery."""
        came = await arrivals(self.platform(order.story), order.tag)
        there = {address for one in came for address in one["recipients"] or [None]}
        return {one["id"]: "published" if one["address"] in there else "send_again" for one in asking}


def _pairs(*grants: Grant) -> dict[str, str]:
    """Give the pairs of tokens: of the first grant, and of the one that comes after it."""
    pairs: dict[str, str] = {}
    for which, grant in zip(("", "_again"), grants, strict=False):
        pairs |= {f"access_token{which}": grant.access, f"refresh_token{which}": grant.refresh}
    return pairs


def _known(order: Order) -> str:
    return f"[{order.story}] {order.kill_at or ''}{'first' if order.is_first else 'second'} life"


def _kill(told: Told) -> None:
    """Kill the process of a life, which is another one than this; one that has ended has no number."""
    if told.pid is not None:
        with suppress(ProcessLookupError):
            os.kill(told.pid, signal.SIGKILL)
    told.pid = None


def _write(writer: asyncio.StreamWriter, facts: Any) -> None:
    writer.write(json.dumps(facts).encode() + b"\n")


@contextmanager
def open_park() -> Iterator[Park]:
    """Start everything, and stop it again."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="killed-")))
        program = stack.enter_context(open_program())
        honest, forgetful = (stack.enter_context(_sandbox(folder / name)) for name in ("honest", "forgetful"))
        _put(forgetful, "facebook", {"kind": "answer_lost"})
        rotating = RotatingPlatform(stack.enter_context(open_token_server()))
        platforms: dict[str, Platform] = {"honest": honest, "forgetful": forgetful, "rotating": rotating}
        park = Park(folder, platforms, program)
        rehearsals = folder / "rehearsals.json"
        rehearsals.write_text(json.dumps([[asdict(one) for one in pair] for pair in park.rehearsals()]))
        stack.enter_context(_fork_server(folder, rehearsals, ca_file=honest.facts["ca_file"]))
        yield park


def _put(platform: Platform, name: str, *faults: dict[str, Any]) -> None:
    url = f"{platform.facts['http_url']}/control/faults/{name}"
    httpx.put(url, json=list(faults), trust_env=False).raise_for_status()


@contextmanager
def _sandbox(folder: Path) -> Iterator[SandboxPlatform]:
    folder.mkdir()
    ready = folder / "ready.json"
    arguments = ["-m", "omnichannel_sandbox", "--data-dir", str(folder), "--ready-file", str(ready)]
    with _process(arguments, ready):
        yield SandboxPlatform(json.loads(ready.read_text()))


@contextmanager
def _fork_server(folder: Path, rehearsals: Path, *, ca_file: str) -> Iterator[None]:
    offered = folder / "plugins"
    channels = [("channels", name) for name in ("slowbook", "slowmail", "rotabook")]
    for group, name in (*channels, ("extensions", "onlooker")):
        hook = f"omnichannel_register_{group[:-1]}"
        code = f"from tests.reliability.{name} import {hook}\n"
        install(offered, name, code, group=f"omnichannel.{group}", distribution=f"kill-{name}")
    environment = {
        "PYTHONPATH": os.pathsep.join([str(Path.cwd()), str(offered)]),
        "SSL_CERT_FILE": ca_file,  # reading the authorities of all the world takes long
    }
    arguments = ["-m", "tests.reliability.fork_server", str(folder / "fork"), str(rehearsals)]
    with _process(arguments, folder / "fork", **environment):
        yield


@contextmanager
def _process(arguments: list[str], appears: Path, **environment: str) -> Iterator[None]:
    """Run Python until the context ends; enter it once the file *appears*."""
    told = appears.with_suffix(".log")
    with told.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            end = time.monotonic() + PATIENCE_SECONDS
            while not appears.exists():
                assert process.poll() is None, f"{arguments} ended: {told.read_text()}"
                assert time.monotonic() < end, f"{arguments} did not begin"
                time.sleep(0.02)
            yield
        finally:
            process.terminate()
            process.communicate()
