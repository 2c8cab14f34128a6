from datetime import timedelta

from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.lane import WaitsFor
from omnichannel.testing.model_workers import Workers
from omnichannel.testing.repository_model import RepositoryModel
from tests.plugins.repositories.sqlalchemy.sqlite_model import an_empty_store


class Working(Workers, RepositoryModel):
    """The model, with workers alone."""

    store_factory = staticmethod(an_empty_store)


def _reached(model: Working) -> set[str]:
    """Say what has happened in a run, and what its deliveries wait for."""
    rows = model.known.rows.values()
    chained = [row.delivery for row in rows if row.delivery.chain_id is not None]
    signs = {
        "an earlier post holds up": any(row.waits_for is WaitsFor.EARLIER for row in rows),
        "a step takes over": any(one.handed_on_at is not None for one in chained),
        "a step is spared": any(one.state is DeliveryState.SKIPPED and one.chain_step for one in chained),
        "a lane has learned": any(not lane.is_untaught for lane in model.known.lanes.values()),
    }
    told = {f"{tried.action}: {tried.outcome}" for tried in model.known.attempts.values()}
    return {sign for sign, is_there in signs.items() if is_there} | told


def test_the_simplest_run_comes_far() -> None:
    """Catching up alone leads to chains that go on and end, posts in order, receipts, and learned lanes."""
    model, reached = Working(), set[str]()
    try:
        model.begin(("serials", None), ("postcards", timedelta(seconds=5)), timedelta(0))
        for _ in range(20):
            model.catch_up()
            model.everything_is_as_the_rules_say()
            reached |= _reached(model)
    finally:
        model.teardown()

    signs = {"an earlier post holds up", "a step takes over", "a step is spared", "a lane has learned"}
    told = {"publish: published", "publish: unknown", "receipt: delivered", "receipt: failed"}
    assert signs | told == reached & (signs | told)
