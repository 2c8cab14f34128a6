"""``/control/faults``: order faults, see them, take them back."""

from collections.abc import Mapping
from dataclasses import asdict

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from omnichannel_sandbox.arrivals import Platform
from omnichannel_sandbox.faults import FAULTS, AnyFault
from omnichannel_sandbox.world import World

PLATFORM: TypeAdapter[Platform] = TypeAdapter(Platform)


class FaultsResource:
    """The endpoints about faults of one world; each answers what is ordered afterwards."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def show(self, _: Request) -> Response:
        """Answer ``{"faults": {platform: [fault, ...]}}``, with the *times* that are left."""
        return JSONResponse({"faults": faults_json(self._world.faults.ordered())})

    async def met(self, _: Request) -> Response:
        """Answer ``{"met": [{"platform": ..., "kind": ..., "recipients": [...]}]}``, oldest first."""
        return JSONResponse({"met": [asdict(one) for one in self._world.faults.met()]})

    async def order(self, request: Request) -> Response:
        """Replace a platform's faults by the body: a list of faults, or one."""
        faults = FAULTS.validate_json(_as_list(await request.body()))
        self._world.faults.order(PLATFORM.validate_python(request.path_params["platform"]), faults)
        return await self.show(request)

    async def clear(self, request: Request) -> Response:
        """Take back a platform's faults, or all."""
        platform = request.path_params.get("platform")
        self._world.faults.clear(None if platform is None else PLATFORM.validate_python(platform))
        return await self.show(request)


def faults_json(ordered: Mapping[Platform, list[AnyFault]]) -> dict[str, object]:
    """Return the faults of each platform as JSON."""
    return {platform: FAULTS.dump_python(faults, mode="json") for platform, faults in ordered.items()}


def _as_list(body: bytes) -> bytes:
    return b"[" + body + b"]" if body.lstrip().startswith(b"{") else body
