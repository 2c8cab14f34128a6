"""What a monitor can ask."""

from typing import Protocol

from omnichannel.application.metrics import Metric


class ReadMetricsUseCase(Protocol):
    """Tell how the process and its store do, in numbers."""

    async def read(self) -> list[Metric]:
        """
        Give every metric of `omnichannel.application.metrics.METRICS`, of all workspaces together.

        A store that does not answer is told as `omnichannel_store_up` 0; nothing is raised.
        """
        ...
