"""What the server says of itself: the OpenAPI document, made once, when first asked, and the API page."""

from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from json import dumps

from starlette.responses import Response

from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.documentation import documentation_asset, documentation_page
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.openapi import document
from omnichannel.presentation.http.operations import PUBLIC, Resource, operation
from omnichannel.presentation.http.problem_kinds import NOT_FOUND

TAG = "About"


class _Made:
    def __init__(self, resources: tuple[Resource, ...]) -> None:
        self._resources = resources

    @cached_property
    def openapi(self) -> bytes:
        return dumps(document(self._resources, core_version()), ensure_ascii=False).encode()


def about(resources: tuple[Resource, ...]) -> tuple[Resource, ...]:
    """Give the resources that tell about *resources*."""
    made = _Made(resources)

    @operation("GET", tag=TAG, right=PUBLIC, takes=NOTHING)
    async def read_openapi(call: Call[None]) -> Response:  # noqa: ARG001
        """Read the OpenAPI 3.1 document."""
        return Response(made.openapi, media_type="application/json")

    @operation("GET", tag=TAG, right=PUBLIC, takes=NOTHING, media_type="text/html")
    async def read_documentation(call: Call[None]) -> Response:  # noqa: ARG001
        """Read the API page."""
        return documentation_page()

    @operation("GET", tag=TAG, right=PUBLIC, takes=NOTHING, media_type="*/*", problems=(NOT_FOUND,))
    async def read_documentation_file(call: Call[None]) -> Response:
        """Read a file of the API page."""
        return documentation_asset(call.path["file"])

    return (
        Resource("/", read_documentation),
        Resource("/docs", read_documentation),
        Resource("/docs/{file}", read_documentation_file),
        Resource("/openapi.json", read_openapi),
    )


def core_version() -> str:
    """Give the version of the installed core; "0" where it is not installed."""
    try:
        return version("omnichannel-core")
    except PackageNotFoundError:
        return "0"
