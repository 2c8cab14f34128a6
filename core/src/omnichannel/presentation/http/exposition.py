"""Metrics in the words of Prometheus. Imported with the first scrape: the library takes 0.1 s."""

from collections.abc import Iterator, Sequence

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from omnichannel.application.metrics import LATENESS_SECONDS, Distribution, Metric

LABELS = [*(f"{bound:g}" for bound in LATENESS_SECONDS), "+Inf"]


class _Present(Collector):
    """Gives metrics as they are."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Family]:
        """Translate each."""
        return (_family(metric) for metric in self._metrics)


def exposed(metrics: Sequence[Metric], accepts: str) -> tuple[bytes, str]:
    """Write *metrics* in the form that the header *accepts* asks for; gives it and its content type."""
    registry = CollectorRegistry()
    registry.register(_Present(metrics))
    encode, content_type = choose_encoder(accepts)
    return encode(registry), content_type


def _family(metric: Metric) -> Family:
    kind = metric.kind
    if kind.type == "histogram":
        return _histogram(metric)
    make = CounterMetricFamily if kind.type == "counter" else GaugeMetricFamily
    family = make(kind.name, kind.help, labels=kind.labels)
    for one in metric.samples:
        if not isinstance(one.value, Distribution):
            family.add_metric(one.labels, one.value)
    return family


def _histogram(metric: Metric) -> Family:
    family = HistogramMetricFamily(metric.kind.name, metric.kind.help, labels=metric.kind.labels)
    for one in metric.samples:
        if isinstance(one.value, Distribution):
            buckets = list(zip(LABELS, one.value.cumulative, strict=True))
            family.add_metric(one.labels, buckets, one.value.sum)
    return family
