"""The control API: what tests and demos ask and tell the sandbox."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from omnichannel_sandbox.control.accounts import AccountsResource, Addresses
from omnichannel_sandbox.control.arrivals import ArrivalsResource
from omnichannel_sandbox.control.budget import BudgetResource
from omnichannel_sandbox.control.faults import FaultsResource
from omnichannel_sandbox.graph.graph import Graph
from omnichannel_sandbox.world import World


def control_routes(world: World, *, graph: Graph, addresses: Addresses) -> list[Route]:
    """Return the routes below ``/control``."""
    arrivals, faults = ArrivalsResource(world), FaultsResource(world)
    accounts, budget = AccountsResource(addresses), BudgetResource(graph.usage)

    async def reset(_: Request) -> Response:
        world.clear()
        return JSONResponse({"accepted": world.ledger.accepted})

    async def revoke(request: Request) -> Response:
        return JSONResponse({"revoked": graph.tokens.revoke(request.path_params["page_id"])})

    return [
        Route("/control/arrivals", arrivals.list, methods=["GET"]),
        Route("/control/arrivals/count", arrivals.count, methods=["GET"]),
        Route("/control/arrivals/{n:int}", arrivals.get, methods=["GET"]),
        Route("/control/faults", faults.show, methods=["GET"]),
        Route("/control/faults", faults.clear, methods=["DELETE"]),
        Route("/control/faults/met", faults.met, methods=["GET"]),
        Route("/control/faults/{platform}", faults.order, methods=["PUT"]),
        Route("/control/faults/{platform}", faults.clear, methods=["DELETE"]),
        Route("/control/budget", budget.show, methods=["GET"]),
        Route("/control/budget", budget.set, methods=["PUT"]),
        Route("/control/accounts", accounts.show, methods=["GET"]),
        Route("/control/accounts/facebook/{page_id}/revoke", revoke, methods=["POST"]),
        Route("/control/reset", reset, methods=["POST"]),
    ]
