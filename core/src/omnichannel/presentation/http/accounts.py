"""/v1/accounts: connect, read, check, stop and remove accounts. Credentials come in and never go out."""

from pydantic import Field
from starlette.responses import Response

from omnichannel.application.dtos.accounts import (
    AccountEditIn,
    AccountIn,
    AccountList,
    AccountOut,
    CredentialsIn,
    PauseIn,
    ProbeOut,
    QuotaOut,
    RefreshOut,
)
from omnichannel.application.dtos.times import MomentIn
from omnichannel.application.dtos.wire import WireModel
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.bodies import JsonBody
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.etag import tagged
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import SentHeader, operation
from omnichannel.presentation.http.problem_kinds import NOT_ALLOWED_NOW, NOT_FOUND
from omnichannel.presentation.http.queries import Query

TAG = "Accounts"
ACCOUNT_BODY = JsonBody(
    AccountIn,
    example={
        "channel": "letters",
        "name": "Newsletter",
        "credentials": {"username": "news@bakery.example", "password": "a password of yours"},
    },
)
CREDENTIALS_BODY = JsonBody(
    CredentialsIn,
    example={"credentials": {"username": "news@bakery.example", "password": "a new password"}},
)
EDIT_BODY = JsonBody(AccountEditIn, example={"name": "Harbour Bakery", "handle": "@harbourbakery"})
PAUSE_BODY = JsonBody(PauseIn, example={"reason": "Closed for the holidays."})
ETAG = SentHeader("ETag", "The version; send it as If-Match with the next edit.")

LOCATION = SentHeader("Location", "Where the account is read.")


class AccountQuery(WireModel):
    """Which page of the accounts."""

    limit: int = Field(1_000, ge=1, le=1_000, description="How many at most.")
    cursor: str | None = Field(None, max_length=4_000, description="`next` of the page before.")


class QuotaQuery(WireModel):
    """Which moment is asked about."""

    at: MomentIn | None = Field(
        None, description="With its offset from UTC, such as 2027-03-01T09:00:00%2B01:00; left out: now."
    )


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_ACCOUNTS,
    takes=ACCOUNT_BODY,
    body_is_secret=True,
    gives=AccountOut,
    status=201,
    sends=(LOCATION, ETAG),
    problems=(NOT_ALLOWED_NOW,),
)
async def connect_account(call: Call[AccountIn]) -> Response:
    """
    Connect an account.

    What its credentials are is told by `credentials_schema` in GET /v1/channels/{name}. They are sealed
    before they are stored.
    """
    account = await call.use_cases.connect_account.connect(call.principal, call.input)
    return tagged(account, 201, {"Location": f"/v1/accounts/{account.id}"})


@operation("GET", tag=TAG, right=Right.READ_ACCOUNTS, takes=Query(AccountQuery), gives=AccountList)
async def list_accounts(call: Call[AccountQuery]) -> AccountList:
    """
    List the accounts of the workspace, by channel and name.

    1,000 at once, unless `limit` says fewer. Pass `next` of one page as `cursor` for the page after it.
    """
    given = call.input
    return await call.use_cases.get_accounts.list(call.principal, limit=given.limit, cursor=given.cursor)


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_ACCOUNTS,
    takes=NOTHING,
    gives=AccountOut,
    sends=(ETAG,),
    problems=(NOT_FOUND,),
)
async def get_account(call: Call[None]) -> Response:
    """
    Read an account.

    Its credentials are never shown. `ETag` is what an edit of it sends as `If-Match`.
    """
    return tagged(await call.use_cases.get_accounts.get(call.principal, call.id))


@operation(
    "PUT",
    tag=TAG,
    right=Right.WRITE_ACCOUNTS,
    takes=EDIT_BODY,
    gives=AccountOut,
    sends=(ETAG,),
    problems=(NOT_FOUND,),
    if_match=True,
)
async def edit_account(call: Call[AccountEditIn]) -> Response:
    """
    Call an account something else.

    Name and handle are ours alone: the platform keeps its own.
    """
    edit = call.use_cases.edit_account.edit
    return tagged(await edit(call.principal, call.id, call.input, version=call.version))


@operation("DELETE", tag=TAG, right=Right.WRITE_ACCOUNTS, takes=NOTHING, status=204, problems=(NOT_FOUND,))
async def remove_account(call: Call[None]) -> Response:
    """
    Disconnect an account.

    Its credentials are erased, and what was not sent yet is called off. What was published stays readable.
    """
    await call.use_cases.remove_account.remove(call.principal, call.id)
    return Response(status_code=204)


@operation(
    "PUT",
    tag=TAG,
    right=Right.WRITE_ACCOUNTS,
    takes=CREDENTIALS_BODY,
    body_is_secret=True,
    gives=AccountOut,
    sends=(ETAG,),
    problems=(NOT_FOUND,),
)
async def reconnect_account(call: Call[CredentialsIn]) -> Response:
    """
    Replace the credentials of an account.

    One that its platform stopped goes on, and what waited for it becomes due. What a person paused stays
    paused.
    """
    return tagged(await call.use_cases.connect_account.reconnect(call.principal, call.id, call.input))


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_ACCOUNTS,
    takes=NOTHING,
    gives=ProbeOut,
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
)
async def probe_account(call: Call[None]) -> ProbeOut:
    """
    Ask the platform whether the sign-in of an account is still good.

    One that is not pauses the account. One that is good again lets it go on, unless a person paused it.
    """
    return await call.use_cases.probe_account.probe(call.principal, call.id)


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_ACCOUNTS,
    takes=NOTHING,
    gives=RefreshOut,
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
)
async def refresh_account(call: Call[None]) -> RefreshOut:
    """
    Have the platform renew the sign-in of an account now.

    Accounts whose sign-in ends are renewed by themselves, well before that. What waited for a new sign-in
    becomes due. One that the platform refuses to renew pauses the account.
    """
    return await call.use_cases.refresh_account.refresh(call.principal, call.id)


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_ACCOUNTS,
    takes=PAUSE_BODY,
    gives=AccountOut,
    sends=(ETAG,),
    problems=(NOT_FOUND,),
)
async def pause_account(call: Call[PauseIn]) -> Response:
    """
    Stop an account until somebody resumes it.

    What is under way ends; everything else waits. An account that is paused already gets the new reason.
    """
    return tagged(await call.use_cases.pause_account.pause(call.principal, call.id, call.input))


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_ACCOUNTS,
    takes=NOTHING,
    gives=AccountOut,
    sends=(ETAG,),
    problems=(NOT_FOUND,),
)
async def resume_account(call: Call[None]) -> Response:
    """
    Let a paused account go on.

    What waited for it becomes due. An active one stays as it is.
    """
    return tagged(await call.use_cases.pause_account.resume(call.principal, call.id))


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_ACCOUNTS,
    takes=Query(QuotaQuery),
    gives=QuotaOut,
    problems=(NOT_FOUND,),
)
async def ask_quota(call: Call[QuotaQuery]) -> QuotaOut:
    """
    Ask whether an account may publish one more post at a given time.

    The answer knows what is planned until then, pauses, the end of the sign-in and the channel's rate.
    """
    return await call.use_cases.ask_quota.ask(call.principal, call.id, call.input.at)
