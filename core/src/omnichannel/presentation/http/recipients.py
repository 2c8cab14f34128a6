"""/v1/recipients: who may be written to, who asked not to be, and who agreed."""

from starlette.responses import Response

from omnichannel.application.dtos.recipients import (
    StandingList,
    StandingOut,
    StandingPage,
    StandingQuery,
    StandingsIn,
)
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.bodies import JsonBody
from omnichannel.presentation.http.bounds import MIB
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import operation
from omnichannel.presentation.http.problem_kinds import NOT_FOUND
from omnichannel.presentation.http.queries import Query

TAG = "Recipients"
STANDINGS_BODY = JsonBody(
    StandingsIn,
    example={
        "recipients": [
            {
                "channel": "letters",
                "address": "ada@guests.example",
                "opted_out": {"source": "unsubscribe link", "since": "2026-11-03T17:20:00Z"},
            }
        ]
    },
    most_bytes=8 * MIB,
)


@operation("GET", tag=TAG, right=Right.READ_RECIPIENTS, takes=Query(StandingQuery), gives=StandingPage)
async def list_recipients(call: Call[StandingQuery]) -> StandingPage:
    """
    List what is known of addresses, newest first.

    Pass `next` of one page as `cursor` for the page after it. New records do not move what follows.
    """
    return await call.use_cases.keep_recipients.list(call.principal, call.input)


@operation("PUT", tag=TAG, right=Right.WRITE_RECIPIENTS, takes=STANDINGS_BODY, gives=StandingList)
async def keep_recipients(call: Call[StandingsIn]) -> StandingList:
    """
    Say of addresses whether they may be written to.

    Suppressed and opted out addresses get nothing: neither from messages that are accepted later, nor from
    those that wait already. Addresses are compared without regard to case and outer spaces. A part that a
    record leaves out stays as it is; null removes it.
    """
    return await call.use_cases.keep_recipients.keep(call.principal, call.input)


@operation(
    "GET", tag=TAG, right=Right.READ_RECIPIENTS, takes=NOTHING, gives=StandingOut, problems=(NOT_FOUND,)
)
async def get_recipient(call: Call[None]) -> StandingOut:
    """
    Read what is known of an address.

    Whether it is suppressed or opted out, and where it agreed, each with its source and since when.
    """
    return await call.use_cases.keep_recipients.get(call.principal, call.id)


@operation("DELETE", tag=TAG, right=Right.WRITE_RECIPIENTS, takes=NOTHING, status=204, problems=(NOT_FOUND,))
async def remove_recipient(call: Call[None]) -> Response:
    """
    Forget what is known of an address.

    It may be written to again, in messages that are accepted from then on. The audit log keeps who did so.
    """
    await call.use_cases.keep_recipients.remove(call.principal, call.id)
    return Response(status_code=204)
