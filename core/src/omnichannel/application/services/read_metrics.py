"""ReadMetricsService: what a monitor asks every few seconds; one read of the store, and what was counted."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from omnichannel.application import metrics
from omnichannel.application.measuring import Measurements
from omnichannel.application.metrics import Metric, MetricKind, Sample
from omnichannel.application.ports.inbound.endings import ForecastEndingsUseCase
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store

DAY = timedelta(days=1)
_log = logging.getLogger("omnichannel.metrics")


@dataclass(frozen=True, slots=True)
class Slots:
    """
    How many deliveries are dealt with at once.

    Attributes:
        in_flight: gives how many are at this moment.
        limit: how many may be.
    """

    in_flight: Callable[[], int]
    limit: int


class ReadMetricsService:
    """Answers `ReadMetricsUseCase`."""

    def __init__(
        self,
        store: Store,
        channels: Channels,
        endings: ForecastEndingsUseCase,
        clock: Clock,
        *,
        measured: Measurements,
        slots: Slots,
    ) -> None:
        self._store, self._channels, self._endings = store, channels, endings
        self._clock, self._measured, self._slots = clock, measured, slots

    async def read(self) -> list[Metric]:
        """Give every metric; what the store would tell is left out where it does not answer."""
        now = self._clock.now()
        return [*await self._stored(now), *self._counted(), *self._ends(now)]

    async def _stored(self, now: datetime) -> list[Metric]:
        passing_over = self._channels.disabled()
        try:
            async with self._store.reading() as work:
                backlog = await work.deliveries.count_due(
                    now=now, limit=metrics.MOST_COUNTED, passing_over=passing_over
                )
                oldest = await work.deliveries.next_due(passing_over=passing_over)
                sign_ins = await work.accounts.first_expiries()
        except Exception:  # a monitor must see the rest, and that this is missing
            _log.exception("The store could not be asked for metrics.")
            return [_of(metrics.STORE_UP, 0)]
        overdue = (now - oldest).total_seconds() if oldest else 0.0
        return [
            _of(metrics.STORE_UP, 1),
            _of(metrics.DUE_BACKLOG, backlog),
            _of(metrics.OLDEST_DUE, max(overdue, 0.0)),
            _by(metrics.SIGN_IN_ENDS, {(channel,): (ends - now) / DAY for channel, ends in sign_ins.items()}),
        ]

    def _counted(self) -> list[Metric]:
        return [
            Metric(metrics.LATENESS, [Sample(self._measured.lateness())]),
            _by(metrics.ATTEMPTS, self._measured.attempts),
            _by(metrics.SETTLED, self._measured.settled),
            _of(metrics.IN_FLIGHT, self._slots.in_flight()),
            _of(metrics.IN_FLIGHT_LIMIT, self._slots.limit),
        ]

    def _ends(self, now: datetime) -> list[Metric]:
        ends: dict[tuple[str, ...], float] = {
            (end.channel, end.version or ""): (end.ends_at - now) / DAY for end in self._endings.versions()
        }
        return [_by(metrics.VERSION_ENDS, ends)]


def _of(kind: MetricKind, value: float) -> Metric:
    return Metric(kind, [Sample(value)])


def _by(kind: MetricKind, values: Mapping[tuple[str, ...], float]) -> Metric:
    return Metric(kind, [Sample(value, labels) for labels, value in sorted(values.items())])
