"""/problems/<slug>: what a kind of problem means, for a browser or for a program."""

from starlette.responses import Response

from omnichannel.application.dtos.wire import WireModel
from omnichannel.domain.errors import NotFound
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import PUBLIC, operation
from omnichannel.presentation.http.pages import html, page
from omnichannel.presentation.http.problem_kinds import KINDS
from omnichannel.presentation.http.problem_kinds import NOT_FOUND as NOT_FOUND_KIND


class ProblemKindOut(WireModel):
    """A kind of problem, explained."""

    type: str
    title: str
    status: int
    meaning: str
    fix: str


@operation(
    "GET", tag="Problems", right=PUBLIC, takes=NOTHING, gives=ProblemKindOut, problems=(NOT_FOUND_KIND,)
)
async def explain_problem(call: Call[None]) -> ProblemKindOut | Response:
    """
    Explain a kind of problem.

    `type` of every problem leads here. A browser gets a page.
    """
    slug = call.path["slug"]
    kind = KINDS.get(slug)
    if kind is None:
        raise NotFound("kind of problem", slug)
    if "text/html" in call.headers.get("accept", ""):
        return page(
            kind.title,
            html(
                "<main><h1>{}</h1><p class='meta'>{} · {}</p><p>{}</p><h2>What to do</h2><p>{}</p>"
                "<p><a href='/docs'>All operations</a></p></main>",
                kind.title,
                kind.status,
                kind.slug,
                kind.meaning,
                kind.fix,
            ),
        )
    return ProblemKindOut(
        type=kind.type, title=kind.title, status=kind.status, meaning=kind.meaning, fix=kind.fix
    )
