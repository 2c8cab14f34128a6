"""From a request to an operation and back."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from omnichannel.application.ports.inbound.use_cases import UseCases
from omnichannel.domain.rights import Principal
from omnichannel.presentation.http.authentication import NOBODY, Authenticate, demand, principal_from
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.etag import version_from
from omnichannel.presentation.http.idempotency import key_from
from omnichannel.presentation.http.operations import Operation, Public, Resource
from omnichannel.presentation.http.problem_kinds import METHOD_NOT_ALLOWED
from omnichannel.presentation.http.problems import HttpProblem


class Dispatcher:
    """The ASGI application of one resource; it knows all of its methods, so a 405 names all of them."""

    def __init__(self, resource: Resource, use_cases: UseCases, authenticate: Authenticate) -> None:
        self.resource = resource
        self._use_cases, self._authenticate = use_cases, authenticate
        self._operations = {operation.method: operation for operation in resource.operations}
        if "GET" in self._operations:
            self._operations["HEAD"] = self._operations["GET"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """
        Answer the request.

        Raises:
            HttpProblem: the method is not one of the resource's; and as the operation.
        """
        operation = self._operations.get(scope["method"])
        if operation is None:
            allow = ", ".join(sorted(self._operations))
            raise HttpProblem(METHOD_NOT_ALLOWED, f"This path takes {allow}.", headers={"Allow": allow})
        response = await self._answer(operation, Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, operation: Operation, request: Request) -> Response:
        principal = self._principal(operation, request)
        version = version_from(request.headers) if operation.if_match else 0
        input, raw = await operation.takes.read(request)
        call = Call(
            use_cases=self._use_cases,
            principal=principal,
            input=input,
            path=request.path_params,
            headers=request.headers,
            version=version,
            key=key_from(request, raw) if operation.idempotent else None,
        )
        answer = await operation.handle(call)
        if isinstance(answer, Response):
            return answer
        return Response(answer.model_dump_json(), operation.status, media_type=operation.media_type)

    def _principal(self, operation: Operation, request: Request) -> Principal:
        if isinstance(operation.right, Public):
            return NOBODY
        principal = principal_from(request.headers, self._authenticate)
        demand(operation.right, principal)
        return principal
