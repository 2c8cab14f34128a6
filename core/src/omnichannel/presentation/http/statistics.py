"""/v1/statistics: how much, how well, how late."""

from pydantic import Field

from omnichannel.application.dtos.statistics import StatisticsOut
from omnichannel.application.dtos.times import DayIn
from omnichannel.application.dtos.wire import WireModel
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.operations import operation
from omnichannel.presentation.http.queries import Query

TAG = "Statistics"


class StatisticsQuery(WireModel):
    """Which days."""

    since: DayIn | None = Field(None, description="The first day; left out: a week before the last.")
    until: DayIn | None = Field(None, description="The last day, which is counted; left out: today.")
    zone: str = Field("UTC", min_length=1, max_length=80, description="An IANA name: whose days they are.")


@operation("GET", tag=TAG, right=Right.READ_MESSAGES, takes=Query(StatisticsQuery), gives=StatisticsOut)
async def read_statistics(call: Call[StatisticsQuery]) -> StatisticsOut:
    """
    Count what became of deliveries, day by day and channel by channel.

    What arrived counts on the day it was published, everything else on the day it ended; at most 92
    days. Beside it stand what is not finished now, and how late the posts of these days were.
    """
    given = call.input
    return await call.use_cases.read_statistics.read(
        call.principal, since=given.since, until=given.until, zone=given.zone
    )
