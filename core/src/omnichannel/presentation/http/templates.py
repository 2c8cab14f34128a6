"""/v1/templates: words with blanks, kept to be used again."""

from pydantic import Field
from starlette.responses import Response

from omnichannel.application.dtos.templates import TemplateIn, TemplateOut, TemplatePage, ValuesIn, Written
from omnichannel.application.dtos.wire import WireModel
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.bodies import JsonBody
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.etag import tagged
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import SentHeader, operation
from omnichannel.presentation.http.problem_kinds import NOT_ALLOWED_NOW, NOT_FOUND
from omnichannel.presentation.http.queries import Query

TAG = "Templates"
TEMPLATE_BODY = JsonBody(
    TemplateIn,
    example={
        "name": "Bread is back",
        "content": {"text": "{{ bread }} is back, from {{ price }} euros."},
    },
)
VALUES_BODY = JsonBody(ValuesIn, example={"values": {"bread": "Rye", "price": "3.50"}})
ETAG = SentHeader("ETag", "The version; send it as If-Match with the next edit.")
LOCATION = SentHeader("Location", "Where the template is read.")


class TemplateQuery(WireModel):
    """Which page of which templates."""

    limit: int = Field(50, ge=1, le=200, description="How many at most.")
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")
    q: str | None = Field(None, min_length=1, max_length=100, description="Only names that contain this.")


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_TEMPLATES,
    takes=TEMPLATE_BODY,
    gives=TemplateOut,
    status=201,
    sends=(LOCATION, ETAG),
    problems=(NOT_ALLOWED_NOW,),
)
async def create_template(call: Call[TemplateIn]) -> Response:
    """
    Keep a template.

    `{{ name }}` in any text is a blank; a name is letters, digits and underscores.
    """
    template = await call.use_cases.write_template.create(call.principal, call.input)
    return tagged(template, 201, {"Location": f"/v1/templates/{template.id}"})


@operation("GET", tag=TAG, right=Right.READ_TEMPLATES, takes=Query(TemplateQuery), gives=TemplatePage)
async def list_templates(call: Call[TemplateQuery]) -> TemplatePage:
    """
    List templates, newest first.

    Pass `next` of one page as `cursor`, with the same `q`, for the page after it. New templates do not
    move what follows.
    """
    query = call.input
    return await call.use_cases.read_templates.list(
        call.principal, limit=query.limit, cursor=query.cursor, contains=query.q
    )


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_TEMPLATES,
    takes=NOTHING,
    gives=TemplateOut,
    sends=(ETAG,),
    problems=(NOT_FOUND,),
)
async def get_template(call: Call[None]) -> Response:
    """
    Read a template.

    `blanks` names what POST /v1/templates/{id}:render fills.
    """
    return tagged(await call.use_cases.read_templates.get(call.principal, call.id))


@operation(
    "PUT",
    tag=TAG,
    right=Right.WRITE_TEMPLATES,
    takes=TEMPLATE_BODY,
    gives=TemplateOut,
    sends=(ETAG,),
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
    if_match=True,
)
async def edit_template(call: Call[TemplateIn]) -> Response:
    """
    Replace everything that the author of a template wrote.

    Messages that were made of it before stay as they are.
    """
    edit = call.use_cases.write_template.edit
    return tagged(await edit(call.principal, call.id, call.input, version=call.version))


@operation("DELETE", tag=TAG, right=Right.WRITE_TEMPLATES, takes=NOTHING, status=204, problems=(NOT_FOUND,))
async def remove_template(call: Call[None]) -> Response:
    """
    Remove a template.

    Messages that were made of it stay as they are.
    """
    await call.use_cases.write_template.remove(call.principal, call.id)
    return Response(status_code=204)


@operation(
    "POST",
    tag=TAG,
    right=Right.READ_TEMPLATES,
    takes=VALUES_BODY,
    gives=Written,
    problems=(NOT_FOUND,),
)
async def render_template(call: Call[ValuesIn]) -> Written:
    """
    Put values into the blanks of a template.

    Gives `content`, `variants` and `options` as a message takes them. Values are plain text; what looks
    like a blank in them stays as it is. Nothing is stored.
    """
    return await call.use_cases.read_templates.render(call.principal, call.id, call.input)
