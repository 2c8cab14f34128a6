"""A bus that loses and repeats a fifth of what it is told."""

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest

from omnichannel.application.dtos.deliveries import DeliveryOut
from omnichannel_sandbox.server import Sandbox
from tests.core.fakes.distributions import install
from tests.reliability.fault_house import Engine, open_engine
from tests.reliability.shaky_bus import ShakyEventPublisher

SHAKY = """
from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import EventPublisherManifest
from omnichannel_inprocess.settings import InProcessSettings

@hookimpl
def omnichannel_register_event_publisher():
    return EventPublisherManifest(
        name="shaky",
        label="Shaky",
        opens="tests.reliability.shaky_bus:open_shaky",
        settings=InProcessSettings,
    )
"""
POSTS = 60
PATIENCE_SECONDS = 240
"""A guard against posts that never end, no measure: a busy machine takes many times as long."""
pytestmark = pytest.mark.timeout(PATIENCE_SECONDS + 60)


async def _all_told(engine: Engine, messages: Sequence[UUID]) -> list[DeliveryOut]:
    """Wait until all have ended; the time is that of all together."""
    end = time.monotonic() + PATIENCE_SECONDS
    return [await engine.until_told(one, seconds=end - time.monotonic()) for one in messages]


async def test_a_bus_that_loses_and_repeats_events_neither_loses_nor_repeats_posts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lost event costs a lease, a repeated one costs nothing: each post goes out once, and all do."""
    install(tmp_path / "site", "shaky", SHAKY, group="omnichannel.event_publishers")
    monkeypatch.syspath_prepend(tmp_path / "site")
    async with (
        Sandbox(data_dir=tmp_path / "platform") as sandbox,
        open_engine(tmp_path / "home", sandbox, event_publisher="shaky", in_flight=8) as engine,
    ):
        account = await engine.connect()
        messages = [await engine.publish(account, f"Post {number}") for number in range(POSTS)]
        ended = await _all_told(engine, messages)
        bus, posted = engine.walk.publisher, Counter(await engine.posted())

    assert isinstance(bus, ShakyEventPublisher)
    assert bus.lost >= 5
    assert bus.repeated >= 5
    assert {"published"} == {delivery.state for delivery in ended}
    assert {f"Post {number}": 1 for number in range(POSTS)} == dict(posted)
