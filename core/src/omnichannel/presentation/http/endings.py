"""/v1/endings: what will end by itself, before it does."""

from omnichannel.application.dtos.endings import EndingList
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import operation

TAG = "Statistics"


@operation("GET", tag=TAG, right=Right.READ_ACCOUNTS, takes=NOTHING, gives=EndingList)
async def list_endings(call: Call[None]) -> EndingList:
    """
    Tell which API versions and sign-ins end, and how many posts are planned after that.

    A platform's version is told 90, 30 and 7 days before its end. A sign-in is told a week before, or as
    soon as a post is planned that comes after it.
    """
    return await call.use_cases.forecast_endings.forecast(call.principal)
