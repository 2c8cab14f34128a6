"""/v1/deliveries: read a delivery, say what became of one that asks, retry one that failed."""

from omnichannel.application.dtos.deliveries import DeliveryOut, ResolveIn
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.bodies import JsonBody
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import operation
from omnichannel.presentation.http.problem_kinds import NOT_ALLOWED_NOW, NOT_FOUND

TAG = "Deliveries"
RESOLVE_BODY = JsonBody(
    ResolveIn, example={"outcome": "published", "url": "https://social.example/bakery/17"}
)


@operation("GET", tag=TAG, right=Right.READ_MESSAGES, takes=NOTHING, gives=DeliveryOut, problems=(NOT_FOUND,))
async def get_delivery(call: Call[None]) -> DeliveryOut:
    """Read a delivery with every attempt."""
    return await call.use_cases.resolve_delivery.get(call.principal, call.id)


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_MESSAGES,
    takes=RESOLVE_BODY,
    gives=DeliveryOut,
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
)
async def resolve_delivery(call: Call[ResolveIn]) -> DeliveryOut:
    """
    Say what became of a delivery that asks a person.

    Look on the platform first: `send_again` publishes it a second time if it is there already.
    """
    return await call.use_cases.resolve_delivery.resolve(call.principal, call.id, call.input)


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_MESSAGES,
    takes=NOTHING,
    gives=DeliveryOut,
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
)
async def retry_delivery(call: Call[None]) -> DeliveryOut:
    """
    Send a delivery that failed or was missed once more.

    It is due at once, with all its attempts before it.
    """
    return await call.use_cases.resolve_delivery.retry(call.principal, call.id)
