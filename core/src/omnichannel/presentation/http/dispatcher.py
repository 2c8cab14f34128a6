"""From a request to an operation and back."""

from asyncio import to_thread
from functools import partial

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.application.ports.inbound.use_cases import UseCases
from omnichannel.domain.errors import OmnichannelError, Problem
from omnichannel.domain.rights import Principal
from omnichannel.presentation.http.authentication import NOBODY, Authenticate, demand, principal_from
from omnichannel.presentation.http.bounds import demand_short
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.counting import Counting
from omnichannel.presentation.http.error_net import answer_to
from omnichannel.presentation.http.etag import version_from
from omnichannel.presentation.http.idempotency import key_from
from omnichannel.presentation.http.operations import Operation, Public, Resource
from omnichannel.presentation.http.problem_kinds import METHOD_NOT_ALLOWED
from omnichannel.presentation.http.problems import HttpProblem, response_from
from omnichannel.presentation.http.rate_limit import Limiter, limit_in
from omnichannel.presentation.http.repeating import answered_once


class Dispatcher:
    """The ASGI application of one resource; it knows all of its methods, so a 405 names all of them."""

    def __init__(
        self, resource: Resource, use_cases: UseCases, authenticate: Authenticate, limiter: Limiter
    ) -> None:
        self.resource = resource
        self._use_cases, self._authenticate, self._limiter = use_cases, authenticate, limiter
        self._counting = Counting(authenticate, limiter)
        self._operations = {operation.method: operation for operation in resource.operations}
        if "GET" in self._operations:
            self._operations["HEAD"] = self._operations["GET"]
        self._allow = ", ".join(sorted([*self._operations, "OPTIONS"]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """
        Answer the request.

        Raises:
            HttpProblem: the method is not one of the resource's; nobody is known by the token; and as the
                operation, where it is public.
        """
        if scope["method"] == "OPTIONS":
            response = Response(status_code=204, headers={"Allow": self._allow})
        else:
            request = Request(scope, receive)
            response = await self._answer(self._operation(request), request)
        try:
            await response(scope, receive, send)
        except OmnichannelError as error:  # of a stream that could not begin
            problem = answer_to(error, scope)
            problem.headers.update(limit_in(response.headers))
            raise problem from error

    def _operation(self, request: Request) -> Operation:
        operation = self._operations.get(request.method)
        if operation is None:
            raise self._counting.with_limit(self._not_allowed(), request.headers)
        return operation

    def _not_allowed(self) -> HttpProblem:
        told, fix = "This path does not take that method.", f"Use one of {self._allow}."
        problem = Problem("", told, fix, self._allow)
        return HttpProblem(METHOD_NOT_ALLOWED, f"{told} {fix}", problem, headers={"Allow": self._allow})

    async def _answer(self, operation: Operation, request: Request) -> Response:
        if isinstance(operation.right, Public):
            return await self._answer_to(NOBODY, operation, request)
        principal = principal_from(request.headers, self._authenticate)
        headers = self._limiter.take(principal)
        try:
            demand(operation.right, principal)
            response = await self._answer_to(principal, operation, request)
        except ClientDisconnect:
            raise
        except Exception as error:  # every answer to a known caller tells of the limit, whatever it is
            response = response_from(answer_to(error, request.scope), request.scope)
        response.headers.update(headers)
        return response

    async def _answer_to(self, principal: Principal, operation: Operation, request: Request) -> Response:
        demand_short(request.path_params)
        version = version_from(request.headers) if operation.if_match else 0
        input, raw = await operation.takes.read(request)
        key = await self._key(operation, request, raw)
        call = Call(
            use_cases=self._use_cases,
            principal=principal,
            input=input,
            path=request.path_params,
            headers=request.headers,
            version=version,
            key=key,
        )
        if key is None or operation.keeps_answer:
            return await _handled(operation, call)
        handle = partial(_handled_or_refused, operation, call, request.scope)
        keeps = not operation.answer_is_secret
        return await answered_once(self._use_cases.answer_once, principal, key, handle, keeps=keeps)

    async def _key(self, operation: Operation, request: Request, raw: bytes) -> IdempotencyKey | None:
        if not operation.takes_key:
            return None
        if operation.body_is_secret:
            return await to_thread(key_from, request, raw, is_secret=True)
        return key_from(request, raw)


async def _handled(operation: Operation, call: Call[object]) -> Response:
    answer = await operation.handle(call)
    if isinstance(answer, Response):
        return answer
    return Response(answer.model_dump_json(), operation.status, media_type=operation.media_type)


async def _handled_or_refused(operation: Operation, call: Call[object], scope: Scope) -> Response:
    try:
        return await _handled(operation, call)
    except Exception as error:  # a refusal is an answer too, and may be kept
        return response_from(answer_to(error, scope), scope)
