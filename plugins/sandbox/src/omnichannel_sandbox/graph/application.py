"""The ASGI application of the simulated Graph API: read, meet faults, answer."""

import asyncio
import datetime
import json
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from omnichannel_sandbox.connection import hang_up
from omnichannel_sandbox.fault_board import NO_TROUBLES, Troubles
from omnichannel_sandbox.faults import AnswerLost, ErrorAfter, ErrorBefore, ExpiredToken, RateLimited, Refusal
from omnichannel_sandbox.graph.grants import NOBODY, Grant, expired, require_grant
from omnichannel_sandbox.graph.graph import Call, Graph
from omnichannel_sandbox.graph.operations import OPEN_TO_ALL, Answering, operation_for
from omnichannel_sandbox.graph.problems import GraphProblem, outage
from omnichannel_sandbox.graph.requests import GraphRequest, read_request
from omnichannel_sandbox.graph.usage import too_many_calls
from omnichannel_sandbox.graph.versions import require_version

HangUp = Callable[[Scope, Receive], Awaitable[None]]


class GraphApplication:
    """Answer everything below ``/graph/``."""

    def __init__(self, graph: Graph, *, hang_up: HangUp = hang_up) -> None:
        self._graph = graph
        self._hang_up = hang_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, unless a fault loses the answer."""
        request, troubles = None, NO_TROUBLES
        problem: GraphProblem | None = None
        answer: dict[str, object] = {}
        try:
            request = await read_request(scope, receive)
            answering, operation = operation_for(request)
            troubles = self._graph.world.faults.meet("facebook", operation)
            answer = await self._answer(request, answering, troubles)
        except GraphProblem as raised:
            problem = raised
        except ClientDisconnect:
            return
        if troubles.slow:
            await asyncio.sleep(troubles.slow)
        if isinstance(troubles.loss, AnswerLost):
            await self._hang_up(scope, receive)
            return
        if isinstance(troubles.loss, ErrorAfter):
            problem = problem or outage(1)
        headers = self._graph.usage.headers(self._page_id(request), problem=problem)
        await _send(send, answer, problem, headers=headers)

    async def _answer(
        self, request: GraphRequest, answering: Answering, troubles: Troubles
    ) -> dict[str, object]:
        now = self._graph.world.clock()
        require_version(request.version, today=datetime.datetime.fromtimestamp(now, datetime.UTC).date())
        if troubles.refusal is not None:
            raise refusal(troubles.refusal)
        grant = NOBODY if answering in OPEN_TO_ALL else self._grant(request, now)
        self._graph.usage.count(grant.page.id if grant.page else "")
        return await answering(Call(self._graph, request, grant, troubles, now))

    def _grant(self, request: GraphRequest, now: float) -> Grant:
        proof = request.parameters.get("appsecret_proof")
        return require_grant(self._graph.tokens, request.token, proof=proof, now=now)

    def _page_id(self, request: GraphRequest | None) -> str | None:
        grant = self._graph.tokens.get(request.token or "") if request else None
        return grant.page.id if grant and grant.page else None


def refusal(fault: Refusal) -> GraphProblem:
    """Make the answer that a refusing fault gives."""
    match fault:
        case RateLimited():
            return too_many_calls(fault.code, regain_minutes=-(-(fault.retry_after_seconds or 0) // 60))
        case ExpiredToken():
            return expired()
        case ErrorBefore():
            return outage(fault.code)


async def _send(
    send: Send,
    answer: dict[str, object],
    problem: GraphProblem | None,
    *,
    headers: list[tuple[bytes, bytes]],
) -> None:
    content = problem.envelope() if problem else answer
    body = json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()
    headers += [(b"content-type", b"application/json; charset=UTF-8"), (b"content-length", b"%d" % len(body))]
    await send(
        {"type": "http.response.start", "status": problem.status if problem else 200, "headers": headers}
    )
    await send({"type": "http.response.body", "body": body})
