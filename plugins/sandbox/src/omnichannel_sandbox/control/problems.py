"""What can be wrong with a request to the control API, and the JSON it becomes."""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class NotKept(LookupError):
    """The sandbox does not have what was asked for (any more)."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not kept here")


async def answer_invalid(_: Request, error: Exception) -> Response:
    """Answer 422 with the place and the reason of each mistake."""
    if not isinstance(error, ValidationError):
        raise error
    mistakes = error.errors(include_url=False, include_context=False, include_input=False)
    return JSONResponse({"errors": mistakes}, status_code=422)


async def answer_not_kept(_: Request, error: Exception) -> Response:
    """Answer 404 with one sentence."""
    return JSONResponse({"error": str(error)}, status_code=404)
