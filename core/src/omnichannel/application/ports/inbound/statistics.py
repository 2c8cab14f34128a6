"""What can be asked about numbers."""

from datetime import date
from typing import Protocol

from omnichannel.application.dtos.statistics import StatisticsOut
from omnichannel.domain.rights import Principal


class ReadStatisticsUseCase(Protocol):
    """Count deliveries."""

    async def read(
        self, principal: Principal, *, since: date | None, until: date | None, zone: str
    ) -> StatisticsOut:
        """
        Count what ended from *since* to *until*, both included, in days of *zone*; at most 92 days.

        Without *until* it is today, without *since* the week that ends then.

        Raises:
            InvalidRequest: the zone does not exist, or the days are too many or the wrong way round.
        """
        ...
