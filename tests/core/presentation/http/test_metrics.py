"""Metrics over HTTP, read by Prometheus' own parsers."""

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as text_format


@pytest.mark.parametrize(
    ("accepts", "media_type", "parse"),
    [
        ("*/*", "text/plain", text_format),
        ("application/openmetrics-text; version=1.0.0", "application/openmetrics-text", open_metrics),
    ],
)
async def test_metrics_are_told_in_either_form(
    client: httpx.AsyncClient, accepts: str, media_type: str, parse: object
) -> None:
    """Text by default, OpenMetrics where it is asked for; the parsers of both understand us."""
    assert callable(parse)

    answer = await client.get("/metrics", headers={"Accept": accepts})

    values = {
        (one.name, *one.labels.values()): one.value for family in parse(answer.text) for one in family.samples
    }
    assert media_type == answer.headers["content-type"].partition(";")[0]
    assert "no-store" == answer.headers["cache-control"]
    assert 1 == values["omnichannel_store_up",]
    assert 7 == values["omnichannel_attempts_total", "feed", 'said "no"', "refused"]
    assert (1, 2) == (
        values["omnichannel_lateness_seconds_bucket", "0.05"],
        values["omnichannel_lateness_seconds_bucket", "+Inf"],
    )
    assert 0.75 == values["omnichannel_lateness_seconds_sum",]


async def test_metrics_are_for_who_has_the_token(client: httpx.AsyncClient) -> None:
    """They tell of everybody's posts, so they are not public as /readyz is."""
    answer = await client.get("/metrics", headers={"Authorization": "Bearer guessed"})

    assert 401 == answer.status_code
