"""``/{version}/dialog/oauth``: where a person allows an app to publish on their pages, or refuses."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from omnichannel_sandbox.accounts import META_APP, PAGE_BY_ID
from omnichannel_sandbox.graph.codes import Permission
from omnichannel_sandbox.graph.graph import Graph
from omnichannel_sandbox.graph.problems import GraphProblem
from omnichannel_sandbox.graph.versions import require_version
from omnichannel_sandbox.login.page import WORDS, dialog_page, problem_page

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
    "form-action http: https:; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
REFUSED = {
    "error": "access_denied",
    "error_code": "200",
    "error_description": "Permissions error",
    "error_reason": "user_denied",
}


class DialogProblem(Exception):
    """The dialog cannot ask; the browser is not sent anywhere."""


@dataclass(frozen=True, slots=True)
class Question:
    """What an app asks for, once it makes sense."""

    redirect_uri: str
    state: str
    scopes: tuple[str, ...]


def login_routes(graph: Graph) -> list[Route]:
    """Return the route of the dialog."""
    dialog = Dialog(graph)
    return [Route("/{version}/dialog/oauth", dialog.answer, methods=["GET", "POST"])]


class Dialog:
    """The endpoint of one Graph's dialog."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def answer(self, request: Request) -> Response:
        """Ask, or take the answer and send the browser back with it."""
        try:
            question = self._question(request)
        except DialogProblem as problem:
            return HTMLResponse(problem_page(str(problem)), 400, headers=HEADERS)
        if request.method != "POST":
            return HTMLResponse(dialog_page(question.scopes), headers=HEADERS)
        async with request.form(max_fields=100, max_files=0) as form:
            pages = tuple(str(id) for id in form.getlist("page") if id in PAGE_BY_ID)
            given = self._given(question, pages) if form.get("answer") == "allow" else REFUSED
        return RedirectResponse(_back(question, given), 302, headers=HEADERS)

    def _given(self, question: Question, pages: tuple[str, ...]) -> Mapping[str, str]:
        permission = Permission(META_APP.id, question.redirect_uri, question.scopes, pages)
        return {"code": self._graph.codes.give(permission)}

    def _question(self, request: Request) -> Question:
        asked, now = request.query_params, self._graph.world.clock()
        try:
            today = datetime.datetime.fromtimestamp(now, datetime.UTC).date()
            require_version(request.path_params["version"], today=today)
        except GraphProblem as problem:
            raise DialogProblem(problem.message) from problem
        if asked.get("client_id") != META_APP.id:
            raise DialogProblem("Invalid App ID: the provided app ID does not look like a valid app ID.")
        if asked.get("response_type", "code") != "code":
            raise DialogProblem("Only response_type=code is offered here.")
        return Question(_redirect_uri(asked), asked.get("state", ""), _scopes(asked))


def _redirect_uri(asked: Mapping[str, str]) -> str:
    """Return where the browser may go: https anywhere, http on this computer, as Meta has it."""
    uri = asked.get("redirect_uri", "")
    if not _may_be_sent_to(uri):
        raise DialogProblem("URL blocked: the redirect URI is missing, or not one that this app may use.")
    return uri


def _may_be_sent_to(uri: str) -> bool:
    try:
        address = urlsplit(uri)
    except ValueError:
        return False
    is_here = address.scheme == "http" and address.hostname in LOOPBACK
    is_elsewhere = address.scheme == "https" and bool(address.hostname)
    return not address.fragment and (is_here or is_elsewhere)


def _scopes(asked: Mapping[str, str]) -> tuple[str, ...]:
    scopes = tuple(scope for scope in asked.get("scope", "").replace(" ", ",").split(",") if scope)
    unknown = [scope for scope in scopes if scope not in WORDS]
    if unknown:
        raise DialogProblem(f"Invalid Scopes: {', '.join(unknown)[:200]}.")
    return scopes


def _back(question: Question, given: Mapping[str, str]) -> str:
    sign = "&" if "?" in question.redirect_uri else "?"
    return f"{question.redirect_uri}{sign}{urlencode({**given, 'state': question.state})}"
