"""/v1/deliveries: list and read deliveries, say what became of one that asks, retry one that failed."""

from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from omnichannel.application.dtos.deliveries import DeliveryOut, DeliveryPage, ResolveIn, StateName
from omnichannel.application.dtos.explanations import ExplanationOut
from omnichannel.application.dtos.messages import ChannelName
from omnichannel.application.dtos.wire import WireModel
from omnichannel.application.ports.inbound.messages import Accepted
from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.bodies import JsonBody
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.idempotency import REPLAYED
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import operation
from omnichannel.presentation.http.problem_kinds import NOT_ALLOWED_NOW, NOT_FOUND
from omnichannel.presentation.http.queries import Query

TAG = "Deliveries"
RESOLVE_BODY = JsonBody(
    ResolveIn, example={"outcome": "published", "url": "https://social.example/bakery/17"}
)


class DeliveryQuery(WireModel):
    """Which deliveries, and which page of them."""

    limit: int = Field(50, ge=1, le=200, description="How many at most.")
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")
    message_id: UUID | None = None
    account_id: UUID | None = None
    channel: ChannelName | None = None
    state: list[StateName] = Field(
        [], max_length=len(DeliveryState), description="Any of these; repeat it, or use commas."
    )
    asks_person: bool | None = Field(None, description="Whether a person has to say what became of it.")

    @property
    def only(self) -> DeliveryFilter:
        """What is wanted."""
        return DeliveryFilter(
            message_id=self.message_id,
            account_id=self.account_id,
            channel=self.channel,
            states=frozenset(map(DeliveryState, self.state)),
            asks_person=self.asks_person,
        )


class ExplainQuery(WireModel):
    """How times are told."""

    zone: str | None = Field(
        None, min_length=1, max_length=80, description="An IANA name; without it the message's own zone."
    )


@operation("GET", tag=TAG, right=Right.READ_MESSAGES, takes=Query(DeliveryQuery), gives=DeliveryPage)
async def list_deliveries(call: Call[DeliveryQuery]) -> DeliveryPage:
    """
    List deliveries, newest first, with how often each was tried.

    Filters combine. Pass `next` of one page as `cursor`, with the same filters, for the page after it. The
    attempts themselves stand in GET /v1/deliveries/{id}.
    """
    given = call.input
    return await call.use_cases.list_deliveries.list(
        call.principal, given.only, limit=given.limit, cursor=given.cursor
    )


@operation("GET", tag=TAG, right=Right.READ_MESSAGES, takes=NOTHING, gives=DeliveryOut, problems=(NOT_FOUND,))
async def get_delivery(call: Call[None]) -> DeliveryOut:
    """
    Read a delivery with every attempt.

    An attempt says when it began and ended, what came of it, and the platform's own code and words where it
    refused.
    """
    return await call.use_cases.resolve_delivery.get(call.principal, call.id)


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_MESSAGES,
    takes=Query(ExplainQuery),
    gives=ExplanationOut,
    problems=(NOT_FOUND,),
)
async def explain_delivery(call: Call[ExplainQuery]) -> ExplanationOut:
    """
    Say why a delivery is not published yet, in words.

    What it waits for, what that means for the post, what happens next and when, and what a person can do.
    """
    return await call.use_cases.explain_delivery.explain(call.principal, call.id, zone=call.input.zone)


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_MESSAGES,
    takes=RESOLVE_BODY,
    gives=DeliveryOut,
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
    keeps_answer=True,
)
async def resolve_delivery(call: Call[ResolveIn]) -> Response:
    """
    Say what became of a delivery that asks a person.

    Look on the platform first: `send_again` publishes it a second time if it is there already.
    """
    resolve = call.use_cases.resolve_delivery.resolve
    return _told(await resolve(call.principal, call.id, call.input, key=call.key))


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_MESSAGES,
    takes=NOTHING,
    gives=DeliveryOut,
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
    keeps_answer=True,
)
async def retry_delivery(call: Call[None]) -> Response:
    """
    Send a delivery that failed, was missed or is held back once more.

    It is due at once, with a fresh count of attempts.
    """
    return _told(await call.use_cases.resolve_delivery.retry(call.principal, call.id, key=call.key))


def _told(accepted: Accepted) -> Response:
    headers = {REPLAYED: "true"} if accepted.replayed else {}
    return Response(accepted.body.encode(), 200, headers, "application/json")
