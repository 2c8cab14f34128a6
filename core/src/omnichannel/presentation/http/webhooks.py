"""/v1/webhooks: programs that are told what happens."""

from pydantic import Field
from starlette.responses import Response

from omnichannel.application.dtos.accounts import PauseIn
from omnichannel.application.dtos.webhooks import (
    EventDeliveryOut,
    EventDeliveryPage,
    ReplayIn,
    ReplayOut,
    RotateIn,
    WebhookEditIn,
    WebhookIn,
    WebhookList,
    WebhookOut,
    WebhookWithSecret,
)
from omnichannel.application.dtos.wire import WireModel
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.bodies import JsonBody
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.etag import tagged
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import SentHeader, operation
from omnichannel.presentation.http.problem_kinds import NOT_ALLOWED_NOW, NOT_FOUND
from omnichannel.presentation.http.queries import Query

TAG = "Webhooks"
WEBHOOK_BODY = JsonBody(
    WebhookIn,
    example={"url": "https://hooks.example.org/omnichannel", "events": ["delivery.*"], "description": "Shop"},
)
EDIT_BODY = JsonBody(WebhookEditIn, example={"events": ["delivery.failed", "account.paused"]})
ROTATE_BODY = JsonBody(RotateIn, example={"keep_old_hours": 24})
PAUSE_BODY = JsonBody(PauseIn, example={"reason": "The shop moves."})
REPLAY_BODY = JsonBody(ReplayIn, example={"since": "2027-03-01T00:00:00Z", "only": "failed"})
ETAG = SentHeader("ETag", "The version; send it as If-Match with the next edit.")
LOCATION = SentHeader("Location", "Where the endpoint is read.")


class LogQuery(WireModel):
    """Which page of the log."""

    limit: int = Field(50, ge=1, le=200, description="How many at most.")
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_WEBHOOKS,
    takes=WEBHOOK_BODY,
    gives=WebhookWithSecret,
    status=201,
    sends=(LOCATION, ETAG),
    problems=(NOT_ALLOWED_NOW,),
    answer_is_secret=True,
)
async def create_webhook(call: Call[WebhookIn]) -> Response:
    """
    Let a program be told what happens from now on.

    `secret` is shown once. Each event is posted to the address, signed by the Standard Webhooks scheme,
    until it answers 2xx: at least once, in no order. `webhook-id` tells a repetition.
    """
    added = await call.use_cases.keep_webhooks.add(call.principal, call.input, key=call.key)
    return tagged(added, 201, {"Location": f"/v1/webhooks/{added.id}"})


@operation("GET", tag=TAG, right=Right.READ_WEBHOOKS, takes=NOTHING, gives=WebhookList)
async def list_webhooks(call: Call[None]) -> WebhookList:
    """
    List the endpoints, oldest first.

    There are 20 at most, so that they come in one page, each without its secret.
    """
    return await call.use_cases.keep_webhooks.list(call.principal)


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_WEBHOOKS,
    takes=NOTHING,
    gives=WebhookOut,
    sends=(ETAG,),
    problems=(NOT_FOUND,),
)
async def get_webhook(call: Call[None]) -> Response:
    """
    Read an endpoint.

    Its secret is never shown. `ETag` is what an edit of it sends as `If-Match`.
    """
    return tagged(await call.use_cases.keep_webhooks.get(call.principal, call.id))


@operation(
    "PATCH",
    tag=TAG,
    right=Right.WRITE_WEBHOOKS,
    takes=EDIT_BODY,
    gives=WebhookOut,
    sends=(ETAG,),
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
    if_match=True,
)
async def edit_webhook(call: Call[WebhookEditIn]) -> Response:
    """
    Change address, events or description of an endpoint.

    What is not said stays. What waits goes to the new address.
    """
    edit = call.use_cases.keep_webhooks.edit
    return tagged(await edit(call.principal, call.id, call.input, version=call.version))


@operation("DELETE", tag=TAG, right=Right.WRITE_WEBHOOKS, takes=NOTHING, status=204, problems=(NOT_FOUND,))
async def remove_webhook(call: Call[None]) -> Response:
    """
    Remove an endpoint.

    Its secrets are erased, and what was not sent yet is called off.
    """
    await call.use_cases.keep_webhooks.remove(call.principal, call.id)
    return Response(status_code=204)


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_WEBHOOKS,
    takes=ROTATE_BODY,
    gives=WebhookWithSecret,
    sends=(ETAG,),
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
    answer_is_secret=True,
)
async def rotate_webhook_secret(call: Call[RotateIn]) -> Response:
    """
    Give an endpoint a new secret.

    Both sign for `keep_old_hours`, so that the receiver can change over without missing anything.
    """
    return tagged(await call.use_cases.keep_webhooks.rotate(call.principal, call.id, call.input))


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_WEBHOOKS,
    takes=PAUSE_BODY,
    gives=WebhookOut,
    sends=(ETAG,),
    problems=(NOT_FOUND,),
)
async def pause_webhook(call: Call[PauseIn]) -> Response:
    """
    Let the events of an endpoint wait.

    Nothing is lost: what waits is sent when it is resumed.
    """
    return tagged(await call.use_cases.keep_webhooks.pause(call.principal, call.id, call.input))


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_WEBHOOKS,
    takes=NOTHING,
    gives=WebhookOut,
    sends=(ETAG,),
    problems=(NOT_FOUND,),
)
async def resume_webhook(call: Call[None]) -> Response:
    """
    Let a paused endpoint go on.

    One that answered 410 is paused by that; what waited is sent now.
    """
    return tagged(await call.use_cases.keep_webhooks.resume(call.principal, call.id))


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_WEBHOOKS,
    takes=NOTHING,
    gives=EventDeliveryOut,
    problems=(NOT_FOUND,),
)
async def test_webhook(call: Call[None]) -> EventDeliveryOut:
    """
    Send an endpoint the event `test`.

    It is signed and tried like any other event, and the log shows what came of it.
    """
    return await call.use_cases.read_webhook_log.test(call.principal, call.id)


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_WEBHOOKS,
    takes=Query(LogQuery),
    gives=EventDeliveryPage,
    problems=(NOT_FOUND,),
)
async def list_webhook_deliveries(call: Call[LogQuery]) -> EventDeliveryPage:
    """
    List what an endpoint was told, newest first.

    Each with every attempt and the status of its answer. Events that have arrived are kept as long as the
    feed of changes.
    """
    query = call.input
    return await call.use_cases.read_webhook_log.log(
        call.principal, call.id, limit=query.limit, cursor=query.cursor
    )


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_WEBHOOKS,
    takes=REPLAY_BODY,
    gives=ReplayOut,
    problems=(NOT_FOUND,),
)
async def replay_webhook(call: Call[ReplayIn]) -> ReplayOut:
    """
    Send events again.

    Each under the `webhook-id` that it had, so that a receiver which knows it already does nothing.
    """
    return await call.use_cases.read_webhook_log.replay(call.principal, call.id, call.input)
