"""The sandbox's one HTTP application: the simulated platforms first, then wall and control API."""

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from omnichannel_sandbox.control.accounts import Addresses
from omnichannel_sandbox.control.problems import NotKept, answer_invalid, answer_not_kept
from omnichannel_sandbox.control.routes import control_routes
from omnichannel_sandbox.graph.application import GraphApplication
from omnichannel_sandbox.graph.graph import Graph
from omnichannel_sandbox.login.routes import login_routes
from omnichannel_sandbox.wall.routes import wall_routes
from omnichannel_sandbox.world import World


class Application:
    """Give each request to the simulated Graph API or to everything else, by the start of its path."""

    def __init__(self, graph: ASGIApp, *, others: ASGIApp) -> None:
        self._graph = graph
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_graph = scope["type"] == "http" and scope["path"].startswith("/graph/")
        await (self._graph if is_graph else self._others)(scope, receive, send)


def open_application(world: World, *, addresses: Addresses) -> Application:
    """Return the application of *world*."""
    graph = Graph(world)
    others = Starlette(
        routes=[
            *control_routes(world, graph=graph, addresses=addresses),
            *login_routes(graph),
            *wall_routes(world),
        ],
        exception_handlers={ValidationError: answer_invalid, NotKept: answer_not_kept},
    )
    return Application(GraphApplication(graph), others=others)
