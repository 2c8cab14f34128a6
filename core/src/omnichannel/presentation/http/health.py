"""/healthz and /readyz: for whoever watches the process."""

from typing import Literal

from pydantic import Field

from omnichannel.application.dtos.wire import WireModel
from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import PUBLIC, operation
from omnichannel.presentation.http.problem_kinds import NOT_READY
from omnichannel.presentation.http.problems import HttpProblem

TAG = "Health"
FIX = "The log of the server has the details."


class AliveOut(WireModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class ReadyOut(WireModel):
    """Every part works."""

    status: Literal["ready"] = "ready"
    warnings: list[str] = Field([], description="Platform API versions that end within 90 days.")


@operation("GET", tag=TAG, right=PUBLIC, takes=NOTHING, gives=AliveOut)
async def read_health(call: Call[None]) -> AliveOut:  # noqa: ARG001 - every operation is given its call
    """
    Tell that the process answers.

    Nothing is asked of the store or of a platform, so it says nothing of them: that is /readyz.
    """
    return AliveOut()


@operation("GET", tag=TAG, right=PUBLIC, takes=NOTHING, gives=ReadyOut, problems=(NOT_READY,))
async def read_readiness(call: Call[None]) -> ReadyOut:
    """
    Tell whether every part of the server works.

    Where a part does not work the answer is 503, with the part and the reason in `errors`.
    """
    waiting = await call.use_cases.readiness()
    if waiting:
        problems = (Problem(f"/{part}", reason, FIX) for part, reason in waiting.items())
        raise HttpProblem(NOT_READY, f"Not ready: {', '.join(waiting)}.", *problems)
    return ReadyOut(warnings=call.use_cases.forecast_endings.version_warnings())
