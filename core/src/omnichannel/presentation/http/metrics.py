"""/metrics: for Prometheus, and whatever reads its words."""

import asyncio
from collections.abc import Sequence

from starlette.responses import Response

from omnichannel.application.metrics import Metric
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.health import TAG
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import operation


@operation("GET", tag=TAG, right=Right.READ_METRICS, takes=NOTHING, media_type="text/plain")
async def read_metrics(call: Call[None]) -> Response:
    """
    Tell how the server does, in numbers, for Prometheus.

    Text format by default, OpenMetrics where the header `Accept` asks for it. Counters begin at 0 when the
    process starts. All metrics are listed in docs/reference/metrics.md.
    """
    metrics = await call.use_cases.read_metrics.read()
    text, content_type = await asyncio.to_thread(_exposed, metrics, call.headers.get("accept", ""))
    return Response(text, headers={"Content-Type": content_type, "Cache-Control": "no-store"})


def _exposed(metrics: Sequence[Metric], accepts: str) -> tuple[bytes, str]:
    """Import what writes them, aside from the event loop: deliveries do not wait for it."""
    from omnichannel.presentation.http.exposition import exposed

    return exposed(metrics, accepts)
