"""Answers that are given once: a write with a key is dealt with in its turn, and its answer is kept."""

import logging
from collections.abc import Awaitable, Callable

from starlette.responses import Response

from omnichannel.application.ports.inbound.answers import AnswerOnceUseCase, KeptAnswer, Turn
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.domain.rights import Principal
from omnichannel.presentation.http.idempotency import REPLAYED

KEPT_HEADERS = ("Content-Type", "Location", "ETag")
FINAL_REFUSALS = frozenset({404, 409, 410, 412})
"""Refusals that say what was found. All others say that nothing was looked at: their keys stay free."""

log = logging.getLogger("omnichannel.http")


async def answered_once(
    answers: AnswerOnceUseCase,
    principal: Principal,
    key: IdempotencyKey,
    answer: Callable[[], Awaitable[Response]],
    *,
    keeps: bool = True,
) -> Response:
    """
    Give the answer that *key* has, or make it with *answer*, which gives problems as answers too.

    Args:
        keeps: store the answer; otherwise the key is free again once the answer is given.

    Raises:
        IdempotencyMismatch, RequestInProgress: as `AnswerOnceUseCase.begin`.
    """
    begun = await answers.begin(principal, key)
    if isinstance(begun, KeptAnswer):
        headers = {**begun.headers, REPLAYED: "true"}
        return Response(begun.body.encode(), begun.status, headers)
    response = await answer()
    try:
        await _end(answers, begun, response, keeps=keeps)
    except Exception:  # what was asked is done, and its answer counts; the lease ends by itself
        log.exception("The answer to a request with an idempotency key could not be kept.")
    return response


async def _end(answers: AnswerOnceUseCase, turn: Turn, response: Response, *, keeps: bool) -> None:
    if keeps and is_final(response.status_code):
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        await answers.keep(turn, KeptAnswer(response.status_code, bytes(response.body).decode(), headers))
    else:
        await answers.release(turn)


def is_final(status: int) -> bool:
    """Say whether a repetition may be given an answer with *status* again."""
    return 200 <= status < 300 or status in FINAL_REFUSALS
