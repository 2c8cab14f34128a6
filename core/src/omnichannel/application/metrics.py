"""Which metrics there are: one table, read by the service that fills it, the exposition and the reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

LATENESS_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
MOST_COUNTED = 10_000
"""How far what is due is counted: further the number says nothing new, and counting costs."""


@dataclass(frozen=True, slots=True)
class MetricKind:
    """
    A metric: its name as Prometheus writes it, which ends with its unit, and its labels.

    No label holds an id, a name that a person gave, or anything secret; each has few values.
    """

    name: str
    type: Literal["counter", "gauge", "histogram"]
    help: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Distribution:
    """Observations: how many are at most each of `LATENESS_SECONDS`, then all of them; and their sum."""

    cumulative: tuple[int, ...]
    sum: float


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of a metric; *labels* in the order of its kind's."""

    value: float | Distribution
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric and its values at one moment."""

    kind: MetricKind
    samples: Sequence[Sample]


STORE_UP = MetricKind(
    "omnichannel_store_up",
    "gauge",
    "1 where the store answers, 0 where it does not; what is read from it is then left out.",
)
DUE_BACKLOG = MetricKind(
    "omnichannel_due_backlog",
    "gauge",
    f"Deliveries that are due and not begun yet, counted up to {MOST_COUNTED:,}.",
)
OLDEST_DUE = MetricKind(
    "omnichannel_oldest_due_seconds",
    "gauge",
    "For how long the longest waiting of them has been due; 0 where none is.",
)
LATENESS = MetricKind(
    "omnichannel_lateness_seconds",
    "histogram",
    "From the moment at which a delivery is due to the moment at which it is claimed.",
)
ATTEMPTS = MetricKind(
    "omnichannel_attempts_total",
    "counter",
    "Times somebody dealt with a delivery, by what came of it, and by the kind of failure where it failed.",
    ("channel", "outcome", "kind"),
)
SETTLED = MetricKind(
    "omnichannel_settled_total",
    "counter",
    "Deliveries that came to a state by such an attempt.",
    ("channel", "state"),
)
IN_FLIGHT = MetricKind(
    "omnichannel_in_flight", "gauge", "Deliveries that are being dealt with at this moment."
)
IN_FLIGHT_LIMIT = MetricKind(
    "omnichannel_in_flight_limit", "gauge", "How many may be: the setting `max_in_flight`."
)
VERSION_ENDS = MetricKind(
    "omnichannel_remote_version_ends_days",
    "gauge",
    "Days until a platform ends the API version that a channel speaks; negative once it ended.",
    ("channel", "version"),
)
SIGN_IN_ENDS = MetricKind(
    "omnichannel_sign_in_ends_days",
    "gauge",
    "Days until the first sign-in of a channel's accounts ends; negative once it ended.",
    ("channel",),
)
METRICS = (
    STORE_UP,
    DUE_BACKLOG,
    OLDEST_DUE,
    LATENESS,
    ATTEMPTS,
    SETTLED,
    IN_FLIGHT,
    IN_FLIGHT_LIMIT,
    VERSION_ENDS,
    SIGN_IN_ENDS,
)
