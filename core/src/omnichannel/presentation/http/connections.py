"""/v1/connections: connect accounts by signing in on the platform's own page."""

from pydantic import Field
from starlette.responses import RedirectResponse, Response

from omnichannel.application.dtos.connections import (
    ChooseIn,
    ChosenOut,
    ConnectionIn,
    ConnectionOut,
    ConnectionStartedOut,
)
from omnichannel.application.dtos.wire import WireModel
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.bodies import JsonBody
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import PUBLIC, SentHeader, operation
from omnichannel.presentation.http.pages import html, page
from omnichannel.presentation.http.problem_kinds import NOT_ALLOWED_NOW, NOT_FOUND, STORE_UNAVAILABLE
from omnichannel.presentation.http.queries import Query

TAG = "Connections"
CONNECTION_BODY = JsonBody(ConnectionIn, example={"channel": "letters", "return_to": "/accounts"})
CHOOSE_BODY = JsonBody(ChooseIn, example={"external_ids": ["111222333444555"]})


class CallbackQuery(WireModel, extra="ignore"):
    """What a platform sends a browser back with; whatever else it sends is ignored."""

    state: str | None = Field(None, max_length=200)
    code: str | None = Field(None, max_length=4096)
    error: str | None = Field(None, max_length=500)


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_ACCOUNTS,
    takes=CONNECTION_BODY,
    gives=ConnectionStartedOut,
    status=201,
    sends=(SentHeader("Location", "Where the connection is read."),),
    problems=(NOT_ALLOWED_NOW,),
    answer_is_secret=True,
)
async def start_connection(call: Call[ConnectionIn]) -> Response:
    """
    Begin to connect accounts by signing in.

    Open `authorization_url` in a browser. It is good for one sign-in and for ten minutes.
    """
    started = await call.use_cases.start_connection.start(call.principal, call.input)
    headers = {"Location": f"/v1/connections/{started.id}"}
    return Response(started.model_dump_json(), 201, headers, "application/json")


@operation(
    "GET",
    tag=TAG,
    right=PUBLIC,
    takes=Query(CallbackQuery),
    media_type="text/html",
    problems=(STORE_UNAVAILABLE,),
)
async def land_connection(call: Call[CallbackQuery]) -> Response:
    """
    Come back from the sign-in page of a platform.

    Only browsers call this, sent by the platform. They get a page, or are sent on (303) to `return_to`.
    """
    came = call.input
    landing = await call.use_cases.land_connection.land(state=came.state, code=came.code, error=came.error)
    if landing.return_to is not None:
        return RedirectResponse(landing.return_to, 303)
    return page(landing.title, html("<main><h1>{}</h1><p>{}</p></main>", landing.title, landing.words))


@operation(
    "GET", tag=TAG, right=Right.READ_ACCOUNTS, takes=NOTHING, gives=ConnectionOut, problems=(NOT_FOUND,)
)
async def get_connection(call: Call[None]) -> ConnectionOut:
    """
    Read how far a connection is, and which accounts can be chosen.

    `waiting` until the person comes back from the platform; then `choosing`, `done`, `refused` with a reason,
    or `expired`.
    """
    return await call.use_cases.start_connection.get(call.principal, call.id)


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_ACCOUNTS,
    takes=CHOOSE_BODY,
    gives=ChosenOut,
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
)
async def choose_accounts(call: Call[ChooseIn]) -> ChosenOut:
    """
    Connect the chosen accounts.

    One that is connected already gets the new sign-in and goes on where its platform had stopped it.
    """
    return await call.use_cases.choose_accounts.choose(call.principal, call.id, call.input)
