"""``/control/budget``: how many Graph calls a page has per hour."""

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from omnichannel_sandbox.graph.usage import HOUR_SECONDS, Usage


class Budget(BaseModel, extra="forbid"):
    """
    Calls per page and hour; the call after the last one is refused with 80001.

    Attributes:
        window_seconds: how long the hour is: a test that does not wait makes it short.
    """

    calls_per_hour: int = Field(ge=1)
    window_seconds: int = Field(HOUR_SECONDS, ge=1, le=HOUR_SECONDS)


class BudgetResource:
    """The endpoints about the budget of one simulated Graph."""

    def __init__(self, usage: Usage) -> None:
        self._usage = usage

    async def show(self, _: Request) -> Response:
        """Answer the budget."""
        usage = self._usage
        return JSONResponse({"calls_per_hour": usage.calls_per_hour, "window_seconds": usage.window_seconds})

    async def set(self, request: Request) -> Response:
        """Set the budget from the body; calls of this hour stay counted."""
        budget = Budget.model_validate_json(await request.body())
        self._usage.calls_per_hour, self._usage.window_seconds = budget.calls_per_hour, budget.window_seconds
        return await self.show(request)
