"""``/control/budget``: how many Graph calls a page has per hour."""

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from omnichannel_sandbox.graph.usage import Usage


class Budget(BaseModel, extra="forbid"):
    """Calls per page and hour; the call after the last one is refused with 80001."""

    calls_per_hour: int = Field(ge=1)


class BudgetResource:
    """The endpoints about the budget of one simulated Graph."""

    def __init__(self, usage: Usage) -> None:
        self._usage = usage

    async def show(self, _: Request) -> Response:
        """Answer the budget."""
        return JSONResponse({"calls_per_hour": self._usage.calls_per_hour})

    async def set(self, request: Request) -> Response:
        """Set the budget from the body; calls of this hour stay counted."""
        self._usage.calls_per_hour = Budget.model_validate_json(await request.body()).calls_per_hour
        return await self.show(request)
