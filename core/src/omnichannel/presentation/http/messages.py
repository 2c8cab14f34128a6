"""/v1/messages: write, read, list, edit, move, call off and try out messages."""

from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from omnichannel.application.dtos.batches import BatchOut
from omnichannel.application.dtos.messages import (
    ChannelName,
    MessageDetailOut,
    MessageIn,
    MessageOut,
    MessagePage,
    RescheduleIn,
    StatusName,
)
from omnichannel.application.dtos.simulation import Simulation
from omnichannel.application.dtos.times import InstantIn
from omnichannel.application.dtos.wire import WireModel
from omnichannel.application.ports.outbound.message_repository import MessageFilter
from omnichannel.domain.message_status import MessageStatus
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.batches import Batch, BatchBody
from omnichannel.presentation.http.bodies import JsonBody
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.etag import etag_of, tagged
from omnichannel.presentation.http.idempotency import REPLAYED
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import SentHeader, operation
from omnichannel.presentation.http.problem_kinds import NOT_ALLOWED_NOW, NOT_FOUND, OVERLOADED
from omnichannel.presentation.http.queries import Query

TAG = "Messages"
MESSAGE_BODY = JsonBody(
    MessageIn,
    example={
        "content": {"text": "Our rye bread is back.", "link": "https://bakery.example/rye"},
        "targets": [{"account_id": "01890a5d-ac96-774b-bcce-b302099a8057"}],
        "publish": {"when": "at", "local": "2027-03-01T09:00:00", "zone": "Europe/Berlin"},
    },
)
BATCH_BODY = BatchBody(example={"messages": [MESSAGE_BODY.example], "all_or_nothing": False})
RESCHEDULE_BODY = JsonBody(RescheduleIn, example={"publish": {"when": "now"}})
ETAG = SentHeader("ETag", "The version; send it as If-Match with the next edit.")
LOCATION = SentHeader("Location", "Where the message is read.")


class MessageQuery(WireModel):
    """Which messages, and which page of them."""

    limit: int = Field(50, ge=1, le=200, description="How many at most.")
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")
    status: list[StatusName] = Field(
        [], max_length=len(MessageStatus), description="Any of these; repeat it, or use commas."
    )
    channel: ChannelName | None = Field(None, description="Something of it goes out on this channel.")
    account_id: UUID | None = Field(None, description="Something of it goes out by this account.")
    q: str | None = Field(
        None, min_length=1, max_length=200, description="Title or text contains it, whatever the case."
    )
    planned_after: InstantIn | None = Field(None, description="Planned at this instant or later.")
    planned_before: InstantIn | None = Field(None, description="Planned before this instant.")

    @property
    def only(self) -> MessageFilter:
        """What is wanted."""
        return MessageFilter(
            statuses=frozenset(map(MessageStatus, self.status)),
            channel=self.channel,
            account_id=self.account_id,
            text=self.q,
            planned_from=self.planned_after,
            planned_before=self.planned_before,
        )


class _Stamp(WireModel, extra="ignore"):
    """What the headers need to know of a message."""

    id: UUID
    version: int


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_MESSAGES,
    takes=MESSAGE_BODY,
    gives=MessageOut,
    status=201,
    sends=(LOCATION, ETAG),
    problems=(OVERLOADED,),
    keeps_answer=True,
)
async def schedule_message(call: Call[MessageIn]) -> Response:
    """
    Write a message: as a draft, for a time, or for now.

    It is stored, with one delivery per account and recipient, before the answer is given.
    """
    accepted = await call.use_cases.schedule_message.schedule(call.principal, call.input, key=call.key)
    stamp = _Stamp.model_validate_json(accepted.body)
    headers = {"Location": f"/v1/messages/{stamp.id}", "ETag": etag_of(stamp.version)}
    if accepted.replayed:
        headers[REPLAYED] = "true"
    return Response(accepted.body.encode(), 201, headers, "application/json")


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_MESSAGES,
    takes=BATCH_BODY,
    gives=BatchOut,
    keeps_answer=True,
)
async def schedule_batch(call: Call[Batch]) -> Response:
    """
    Write up to 500 messages at once, with up to 10,000 addresses together.

    All good ones are stored in one commit before the answer is given; each of the others comes back
    with what is wrong with it. `all_or_nothing` stores none of them where one is refused.
    """
    batch = call.input
    accepted = await call.use_cases.schedule_batch.schedule_all(
        call.principal, batch.entries, all_or_nothing=batch.all_or_nothing, key=call.key
    )
    headers = {REPLAYED: "true"} if accepted.replayed else {}
    return Response(accepted.body.encode(), 200, headers, "application/json")


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_MESSAGES,
    takes=Query(MessageQuery),
    gives=MessagePage,
)
async def list_messages(call: Call[MessageQuery]) -> MessagePage:
    """
    List messages, newest first.

    Filters combine: a message is listed if it fits all of them. Pass `next` of one page as `cursor`, with
    the same filters, for the page after it. New messages do not move what follows. With `q` each page looks
    through 10,000 messages, so it may be short, or empty, and still have a `next`.
    """
    given = call.input
    return await call.use_cases.list_messages.list(
        call.principal, limit=given.limit, cursor=given.cursor, only=given.only
    )


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_MESSAGES,
    takes=NOTHING,
    gives=MessageDetailOut,
    sends=(ETAG,),
    problems=(NOT_FOUND,),
)
async def get_message(call: Call[None]) -> Response:
    """
    Read a message with its deliveries and every attempt.

    Of a message with many deliveries the first 200 are shown; `all_deliveries` says where the rest is.
    """
    return tagged(await call.use_cases.get_message.get(call.principal, call.id))


@operation(
    "PUT",
    tag=TAG,
    right=Right.WRITE_MESSAGES,
    takes=MESSAGE_BODY,
    gives=MessageOut,
    sends=(ETAG,),
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
    if_match=True,
)
async def edit_message(call: Call[MessageIn]) -> Response:
    """
    Replace everything the author wrote.

    Possible until the first delivery is released.
    """
    edit = call.use_cases.edit_message.edit
    return tagged(await edit(call.principal, call.id, call.input, version=call.version))


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_MESSAGES,
    takes=RESCHEDULE_BODY,
    gives=MessageOut,
    sends=(ETAG,),
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
    if_match=True,
)
async def reschedule_message(call: Call[RescheduleIn]) -> Response:
    """
    Move a message to another time, make it a draft again, or publish it now.

    Its words stay as they are. Possible until the first delivery is released.
    """
    reschedule = call.use_cases.edit_message.reschedule
    return tagged(await reschedule(call.principal, call.id, call.input.publish, version=call.version))


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_MESSAGES,
    takes=NOTHING,
    gives=MessageOut,
    sends=(ETAG,),
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
)
async def cancel_message(call: Call[None]) -> Response:
    """
    Call a message off.

    Every delivery of which nothing was sent yet is cancelled. Cancelling again changes nothing.
    """
    return tagged(await call.use_cases.cancel_message.cancel(call.principal, call.id))


@operation(
    "POST",
    tag=TAG,
    right=Right.READ_MESSAGES,
    takes=MESSAGE_BODY,
    gives=Simulation,
)
async def simulate_message(call: Call[MessageIn]) -> Simulation:
    """
    See what publishing would do.

    Gives each account's post exactly as it would be sent, and what the platform would refuse. Nothing
    is stored or sent.
    """
    return await call.use_cases.simulate_message.simulate(call.principal, call.input)
