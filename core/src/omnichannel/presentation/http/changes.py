"""/v1/changes: follow what happens, by asking from time to time or by listening."""

from typing import Any

from pydantic import Field

from omnichannel.application.dtos.changes import ChangePage
from omnichannel.application.dtos.wire import WireModel
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.event_stream import MEDIA_TYPE, EventStream
from omnichannel.presentation.http.header_names import LAST_EVENT_ID
from omnichannel.presentation.http.inputs import Reference
from omnichannel.presentation.http.operations import operation
from omnichannel.presentation.http.problem_kinds import CHANGES_GONE, TOO_MANY_LISTENERS
from omnichannel.presentation.http.queries import Query

TAG = "Changes"
LONGEST_CURSOR = 100


class ChangeQuery(WireModel):
    """Where to go on."""

    after: str | None = Field(
        None,
        max_length=LONGEST_CURSOR,
        description="`next` of the page before; left out: from the oldest change that is kept.",
    )
    limit: int = Field(100, ge=1, le=1000, description="How many at most.")


class StreamQuery(WireModel):
    """Where to begin, and when to end."""

    after: str | None = Field(
        None, max_length=LONGEST_CURSOR, description="A cursor; left out: the stream begins now."
    )
    seconds: int = Field(300, ge=1, le=3600, description="The stream ends then; connect again.")


class StreamTaken(Query[StreamQuery]):
    """A query, and the header by which a client that lost the connection goes on."""

    def described(self, references: Reference) -> dict[str, Any]:
        """Give the `parameters`."""
        header = {
            "name": LAST_EVENT_ID,
            "in": "header",
            "required": False,
            "description": "The last `id` that was received; beats `after`. Browsers send it by themselves.",
            "schema": {"type": "string", "maxLength": LONGEST_CURSOR},
        }
        return {"parameters": [*super().described(references)["parameters"], header]}


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_MESSAGES,
    takes=Query(ChangeQuery),
    gives=ChangePage,
    problems=(CHANGES_GONE,),
)
async def list_changes(call: Call[ChangeQuery]) -> ChangePage:
    """
    Follow what happens to messages, deliveries and accounts.

    Each change names what changed, never what it says. Keep `next` and pass it as `after` the next
    time: nothing is missed and nothing comes twice. To begin, keep `last`, read everything you need,
    then go on with it. Changes are kept for some days; going on from an older cursor is answered with
    `changes-gone`.
    """
    return await call.use_cases.follow_changes.page(
        call.principal, after=call.input.after, limit=call.input.limit
    )


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_MESSAGES,
    takes=StreamTaken(StreamQuery),
    media_type=MEDIA_TYPE,
    problems=(CHANGES_GONE, TOO_MANY_LISTENERS),
)
async def stream_changes(call: Call[StreamQuery]) -> EventStream:
    """
    Listen to what happens, as server-sent events.

    `id` is the cursor, `event` the type, `data` the change as JSON. A comment comes every 15 seconds
    where nothing happens. The stream ends after `seconds`, and when the server stops; connect again
    with the last `id` as the header `Last-Event-ID`, as browsers do.
    """
    follow_changes, given = call.use_cases.follow_changes, call.input
    after = call.headers.get(LAST_EVENT_ID) or given.after or await follow_changes.last(call.principal)
    following = follow_changes.follow(call.principal, after=after)
    return EventStream(following, after=after, seconds=given.seconds)
