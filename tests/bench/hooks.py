"""
What plugins add to a delivery: finding its channel in the table, and the gateway's methods in the channel.

The plugins are real distributions, loaded and opened as at a start. Their gateways do next to nothing, so
that what is measured does not drown in it.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.application.ports.outbound.http import Response
from omnichannel.domain.account import OpenAccount
from omnichannel.plugins.channel_table import ChannelTable
from omnichannel.plugins.groups import CHANNELS
from omnichannel.plugins.loading import load
from omnichannel.plugins.no_fields import NoCredentials, NoSettings
from omnichannel.plugins.states import Plugin
from omnichannel.testing.http import RecordedHttp, json_response
from tests.bench.lines import print_line
from tests.core.fakes.distributions import install

MANY, ROUNDS = 50, 9
DELIVERIES, REPETITIONS = 5_000, 60
ACCOUNT = OpenAccount(UUID(int=1), "idle", "Bakery", None, NoCredentials())
PLUGIN = """
from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.plugins.no_fields import NoCredentials

@hookimpl
def omnichannel_register_channel():
    return ChannelManifest(
        name="{name}",
        label="{name}",
        opens="tests.bench.hooks:IdleGateway",
        credentials=NoCredentials,
        abilities=frozenset({{"one_request"}}),
        hosts=("api.example",),
    )
"""


class IdleGateway:
    """Gives back what it gets."""

    def __init__(self, settings: BaseModel) -> None: ...

    def complaints(self, post: Any) -> list[Any]:
        return []

    def render(self, post: Any, account: Any = None) -> Any:
        return post

    def request(self, post: Any, account: Any) -> Any:
        return post

    def outcome(self, response: Any) -> Any:
        return response


class Cost(NamedTuple):
    """What one delivery takes, in microseconds of the clock and of the processor."""

    us: float
    cpu_us: float


async def bench() -> None:
    """Measure with one channel and with fifty, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        plugins = _plugins(Path(folder))
        one, many = _table(plugins[:1]), _table(plugins)
        pairs = []
        for number in range(ROUNDS):
            first, second = (one, many) if number % 2 else (many, one)
            told = {id(first): _overhead(first), id(second): _overhead(second)}
            pairs.append((told[id(one)], told[id(many)]))
    cpu = statistics.median(fifty.cpu_us for _, fifty in pairs)
    us = statistics.median(fifty.us for _, fifty in pairs)
    ratio = statistics.median(fifty.us / single.us for single, fifty in pairs)
    detail = (
        f"{DELIVERIES:,} deliveries, the best of {REPETITIONS} times a round: found in the table, "
        "asked for a request and an outcome"
    )
    facts: dict[str, Any] = {
        "rounds": ROUNDS,
        "channels": MANY,
        "measured": detail,
    }
    print_line("hook_overhead", us, "microseconds", cpu_us=cpu, ceiling=0.5, **facts)
    print_line("hook_overhead_50_vs_1", ratio, "ratio", cpu_us=cpu, ceiling=1.1, **facts)


def _plugins(site: Path) -> list[Plugin]:
    """Install the channels, and load them as a start does."""
    names = [f"idle{number}" for number in range(MANY)]
    for name in names:
        install(site, name, PLUGIN.format(name=name))
    sys.path.insert(0, str(site))
    return load(CHANNELS, names)


def _table(plugins: Sequence[Plugin]) -> ChannelTable:
    """
    Open a table with *plugins* and every channel in it.

    Raises:
        RuntimeError: one of them is not active.
    """
    table = ChannelTable(
        plugins,
        client_for=lambda name, reach: RecordedHttp(lambda _: json_response({})),
        settings_of=lambda manifest: NoSettings(),
    )
    if len(table.names()) != len(plugins):
        raise RuntimeError(f"of {len(plugins)} channels, {len(table.names())} are active")
    for name in table.names():
        table.open(name)
    return table


def _overhead(table: ChannelTable) -> Cost:
    """Take the least of many short repetitions of both: what is above it is other work of the machine."""
    names = table.names()
    order = [names[number % len(names)] for number in range(DELIVERIES)]
    methods = {name: (one.request, one.outcome) for name in names if (one := table.open(name).one_request)}
    bound = [methods[name] for name in order]
    post, response = Post("0" * 32, "bread", None), Response(200, {}, b"")

    def by_table() -> None:
        for name in order:
            gateway = table.open(name).one_request
            if gateway is not None:
                gateway.request(post, ACCOUNT)
                gateway.outcome(response)

    def directly() -> None:
        for request, outcome in bound:
            request(post, ACCOUNT)
            outcome(response)

    mine, theirs = [], []
    for _ in range(REPETITIONS):
        theirs.append(_timed(directly))
        mine.append(_timed(by_table))
    return Cost(
        min(one.us for one in mine) - min(one.us for one in theirs),
        min(one.cpu_us for one in mine) - min(one.cpu_us for one in theirs),
    )


def _timed(work: Callable[[], None]) -> Cost:
    cpu, began = time.process_time(), time.perf_counter()
    work()
    seconds, spent = time.perf_counter() - began, time.process_time() - cpu
    return Cost(seconds / DELIVERIES * 1e6, spent / DELIVERIES * 1e6)
