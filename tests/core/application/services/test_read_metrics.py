"""What a monitor is told, from a real store."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from omnichannel.application.metrics import METRICS, Distribution
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.read_metrics import ReadMetricsService, Slots
from omnichannel.domain.ending import Ending
from omnichannel.domain.outcome import Published
from tests.core.application.services.house import House
from tests.core.fakes.examples import NOW
from tests.core.fakes.fake_channels import channel, channels, mail
from tests.core.presentation.http.fakes import FakeEndings
from tests.core.presentation.http.world import World


class Endings(FakeEndings):
    """One version that ended yesterday, at noon."""

    def versions(self) -> list[Ending]:
        ended = NOW - timedelta(days=1.5)
        return [Ending(kind="remote_version", channel="feed", subject="Feed", version="v1", ends_at=ended)]


class NoStore:
    """A store that does not answer."""

    def reading(self, *_: object) -> Any:
        raise OSError("the disk is gone")


def service(house: House, store: Any) -> ReadMetricsService:
    return ReadMetricsService(
        store,
        channels(channel(), mail()),
        Endings(World()),
        house.clock,
        measured=house.measured,
        slots=Slots(lambda: 3, 50),
    )


async def read(service: ReadMetricsService) -> Mapping[tuple[str, ...], float | Distribution]:
    told = await service.read()
    return {(one.kind.name, *sample.labels): sample.value for one in told for sample in one.samples}


async def test_a_monitor_is_told_what_waits_and_what_was_done(house: House, store: Store) -> None:
    """The backlog and its age come from the store, attempts and lateness from what was counted."""
    await house.schedule("One")
    await house.settle(Published("1"))
    await house.schedule("Two")
    await house.schedule("Three")
    house.clock.advance(40)

    told = await read(service(house, store))

    assert {
        ("omnichannel_store_up",): 1,
        ("omnichannel_due_backlog",): 2,
        ("omnichannel_oldest_due_seconds",): 40.0,
        ("omnichannel_in_flight",): 3,
        ("omnichannel_in_flight_limit",): 50,
        ("omnichannel_remote_version_ends_days", "feed", "v1"): -1.5 - 40 / 86400,
        ("omnichannel_attempts_total", "feed", "published", ""): 1,
        ("omnichannel_settled_total", "feed", "published"): 1,
    } == {name: value for name, value in told.items() if not isinstance(value, Distribution)}
    (lateness,) = [value for value in told.values() if isinstance(value, Distribution)]
    assert (1, 0.0) == (lateness.cumulative[-1], lateness.sum)


async def test_a_store_that_does_not_answer_is_a_metric_too(house: House) -> None:
    """The monitor is told so, and of everything that needs no store."""
    told = await read(service(house, NoStore()))

    assert 0 == told["omnichannel_store_up",]
    assert ("omnichannel_in_flight",) in told
    assert ("omnichannel_due_backlog",) not in told


async def test_every_metric_of_the_table_is_told(house: House, store: Store) -> None:
    """The table has no metric that nobody fills, and no name twice."""
    told = [one.kind for one in await service(house, store).read()]

    assert sorted(METRICS, key=lambda one: one.name) == sorted(told, key=lambda one: one.name)
    assert len(told) == len({one.name for one in told})
