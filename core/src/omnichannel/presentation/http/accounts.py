"""/v1/accounts: connect, read and reconnect accounts. Credentials come in and never go out."""

from omnichannel.application.dtos.accounts import AccountIn, AccountList, AccountOut, CredentialsIn
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.bodies import JsonBody
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import operation
from omnichannel.presentation.http.problem_kinds import NOT_ALLOWED_NOW, NOT_FOUND

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


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_ACCOUNTS,
    takes=ACCOUNT_BODY,
    gives=AccountOut,
    status=201,
    problems=(NOT_ALLOWED_NOW,),
)
async def connect_account(call: Call[AccountIn]) -> AccountOut:
    """
    Connect an account.

    What its credentials are is told by `credentials_schema` in GET /v1/channels/{name}. They are sealed
    before they are stored.
    """
    return await call.use_cases.connect_account.connect(call.principal, call.input)


@operation("GET", tag=TAG, right=Right.READ_ACCOUNTS, takes=NOTHING, gives=AccountList)
async def list_accounts(call: Call[None]) -> AccountList:
    """List all accounts of the workspace."""
    return await call.use_cases.get_accounts.all(call.principal)


@operation("GET", tag=TAG, right=Right.READ_ACCOUNTS, takes=NOTHING, gives=AccountOut, problems=(NOT_FOUND,))
async def get_account(call: Call[None]) -> AccountOut:
    """Read an account."""
    return await call.use_cases.get_accounts.get(call.principal, call.id)


@operation(
    "PUT",
    tag=TAG,
    right=Right.WRITE_ACCOUNTS,
    takes=CREDENTIALS_BODY,
    gives=AccountOut,
    problems=(NOT_FOUND,),
)
async def reconnect_account(call: Call[CredentialsIn]) -> AccountOut:
    """
    Replace the credentials of an account.

    A paused account goes on, and what waited for it becomes due.
    """
    return await call.use_cases.connect_account.reconnect(call.principal, call.id, call.input)
