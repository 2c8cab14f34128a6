"""/v1/recipient-lists: people by the thousand, uploaded as a file."""

from starlette.responses import Response

from omnichannel.application.dtos.recipient_lists import (
    ListedRecipientPage,
    PageQuery,
    PeopleQuery,
    RecipientListOut,
    RecipientListPage,
)
from omnichannel.application.ports.inbound.recipient_lists import LARGEST_LIST_BYTES
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.list_forms import ListForm, ListUpload
from omnichannel.presentation.http.operations import SentHeader, operation
from omnichannel.presentation.http.problem_kinds import NOT_ALLOWED_NOW, NOT_FOUND
from omnichannel.presentation.http.queries import Query

TAG = "Recipient lists"


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_RECIPIENTS,
    takes=ListForm(most_bytes=LARGEST_LIST_BYTES),
    gives=RecipientListOut,
    status=201,
    sends=(SentHeader("Location", "Where the list is read."),),
)
async def upload_list(call: Call[ListUpload]) -> Response:
    """
    Upload a list of people, for messages to more than 1,000.

    CSV in UTF-8, at most 200,000 rows and 25 MiB, separated by comma, semicolon or tab. The address stands
    first and the name second, or under headers that say so (`address`, `name`). An address that comes again
    is dropped; a row that cannot be used is told with its number, and the others are kept.
    """
    upload = call.input
    uploaded = await call.use_cases.keep_recipient_lists.upload(call.principal, upload.data, name=upload.name)
    headers = {"Location": f"/v1/recipient-lists/{uploaded.id}"}
    return Response(uploaded.model_dump_json(), 201, headers, "application/json")


@operation("GET", tag=TAG, right=Right.READ_RECIPIENTS, takes=Query(PageQuery), gives=RecipientListPage)
async def list_lists(call: Call[PageQuery]) -> RecipientListPage:
    """
    List the lists, newest first.

    Pass `next` of one page as `cursor` for the page after it. New lists do not move what follows.
    """
    return await call.use_cases.keep_recipient_lists.list(call.principal, call.input)


@operation(
    "GET", tag=TAG, right=Right.READ_RECIPIENTS, takes=NOTHING, gives=RecipientListOut, problems=(NOT_FOUND,)
)
async def get_list(call: Call[None]) -> RecipientListOut:
    """
    Read what is known of a list.

    How many people are in it, and which rows of the file could not be used and why.
    """
    return await call.use_cases.keep_recipient_lists.get(call.principal, call.id)


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_RECIPIENTS,
    takes=Query(PeopleQuery),
    gives=ListedRecipientPage,
    problems=(NOT_FOUND,),
)
async def list_people(call: Call[PeopleQuery]) -> ListedRecipientPage:
    """
    List the people of a list, in the order of the file.

    Pass `next` of one page as `cursor` for the page after it.
    """
    return await call.use_cases.keep_recipient_lists.people(call.principal, call.id, call.input)


@operation(
    "DELETE",
    tag=TAG,
    right=Right.WRITE_RECIPIENTS,
    takes=NOTHING,
    status=204,
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
)
async def remove_list(call: Call[None]) -> Response:
    """
    Remove a list with its people.

    Not while a message that is not finished writes to it. What was sent stays as it is.
    """
    await call.use_cases.keep_recipient_lists.remove(call.principal, call.id)
    return Response(status_code=204)
