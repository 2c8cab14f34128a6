"""The table of what the simulated Graph API offers: method and edge, to the function that answers."""

from collections.abc import Awaitable, Callable

from omnichannel_sandbox.faults import Operation
from omnichannel_sandbox.graph.debug_token import debug_token
from omnichannel_sandbox.graph.feed import publish
from omnichannel_sandbox.graph.graph import Call
from omnichannel_sandbox.graph.listing import published_posts
from omnichannel_sandbox.graph.login import access_token, list_pages
from omnichannel_sandbox.graph.nodes import delete_node, read_node, unsupported
from omnichannel_sandbox.graph.requests import GraphRequest
from omnichannel_sandbox.graph.uploads import is_publication, upload

Answering = Callable[[Call], Awaitable[dict[str, object]]]

NODES: dict[str, tuple[Answering, Operation]] = {
    "GET": (read_node, "read"),
    "DELETE": (delete_node, "delete"),
}
EDGES: dict[tuple[str, str], tuple[Answering, Operation]] = {
    ("POST", "feed"): (publish, "publish"),
    ("POST", "photos"): (upload, "publish"),
    ("GET", "accounts"): (list_pages, "read"),
    ("GET", "feed"): (published_posts, "read"),
    ("GET", "posts"): (published_posts, "read"),
    ("GET", "published_posts"): (published_posts, "read"),
}

OPEN_TO_ALL: frozenset[Answering] = frozenset({access_token})
"""What is asked without a token: it is where tokens come from."""


def operation_for(request: GraphRequest) -> tuple[Answering, Operation]:
    """Return who answers *request*, and what kind of operation it is for the faults."""
    if request.path[1:] == ["oauth", "access_token"] and request.method in ("GET", "POST"):
        return access_token, "read"
    if len(request.path) == 3 and request.path[2]:
        answering, operation = EDGES.get((request.method, request.path[2]), (unsupported, "read"))
        if answering is upload and not is_publication(request):
            return upload, "upload"
        return answering, operation
    if len(request.path) != 2 or not request.path[1]:
        return unsupported, "read"
    if request.path[1] == "debug_token" and request.method == "GET":
        return debug_token, "read"
    return NODES.get(request.method, (unsupported, "publish"))
