"""docs/reference/metrics.md: every metric of /metrics."""

from collections.abc import Iterable

from docs.generators.markdown import GENERATED, joined, table
from omnichannel.application.metrics import LATENESS_SECONDS, MetricKind

INTRODUCTION = """\
# Metrics

`GET /metrics` tells them in the text format of [Prometheus](https://prometheus.io), or as OpenMetrics
where the header `Accept` asks for it. It takes the API's token, with the right `metrics:read`. Counters
and the histogram tell of one process since it started; what waits is read from the store, of all
workspaces together. A scrape configuration and alarms:
[How to watch the server](../how-to/watch-the-server.md)."""


def metrics_page(kinds: Iterable[MetricKind]) -> str:
    """Describe *kinds*, in their order."""
    rows = (
        (f"`{kind.name}`", kind.type, ", ".join(f"`{label}`" for label in kind.labels), kind.help)
        for kind in kinds
    )
    bounds = ", ".join(f"{bound:g}" for bound in LATENESS_SECONDS)
    return (
        joined(
            [
                GENERATED,
                INTRODUCTION,
                table(("metric", "type", "labels", ""), rows),
                f"The histogram's bounds, in seconds: {bounds}.",
            ]
        )
        + "\n"
    )
