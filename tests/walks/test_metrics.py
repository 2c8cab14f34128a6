"""Metrics of a real server, read by Prometheus' own parser."""

from prometheus_client.parser import text_string_to_metric_families

from omnichannel.application.metrics import METRICS
from tests.walks.house import House


async def values(house: House) -> dict[tuple[str, ...], float]:
    answer = await house.api.get("/metrics")
    assert 200 == answer.status_code
    families = list(text_string_to_metric_families(answer.text))
    assert {one.name.removesuffix("_total") for one in METRICS} >= {one.name for one in families}
    return {
        (one.name, *one.labels.values()): one.value
        for family in families
        for one in family.samples
        if not one.name.endswith(("_bucket", "_created"))
    }


async def test_a_monitor_sees_what_the_server_did(house: House) -> None:
    """A post that was published, and one that waits for its account, stand in the metrics; no secret does."""
    account = await house.connect("facebook")
    before = await values(house)
    accepted = await house.publish(account, "Rye")
    await house.until(accepted["id"], "published")

    after = await values(house)

    published = ("omnichannel_settled_total", "facebook", "published")
    assert (None, 1) == (before.get(published), after[published])
    assert 1 == after["omnichannel_attempts_total", "facebook", "", "published"]
    assert 1 == after["omnichannel_lateness_seconds_count",]
    assert after["omnichannel_lateness_seconds_sum",] < 5
    assert (1, 0, 0) == (
        after["omnichannel_store_up",],
        after["omnichannel_due_backlog",],
        after["omnichannel_in_flight",],
    )
