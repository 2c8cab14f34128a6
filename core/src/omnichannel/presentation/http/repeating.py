"""Answers that are given once: a write with a key is dealt with in its turn, and its answer is kept."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from starlette.responses import Response

from omnichannel.application.ports.inbound.answers import RENEW_EVERY, AnswerOnceUseCase, KeptAnswer, Turn
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
    renew_every: timedelta = RENEW_EVERY,
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
    async with _held(answers, begun, renew_every) as hold:
        response = await answer()
    try:
        await _end(answers, hold.turn, response, keeps=keeps)
    except Exception:  # what was asked is done, and its answer counts; the lease ends by itself
        log.exception("The answer to a request with an idempotency key could not be kept.")
    return response


class _Hold:
    """A turn that is renewed until it is no longer needed."""

    def __init__(self, answers: AnswerOnceUseCase, turn: Turn) -> None:
        self.turn, self.is_over = turn, asyncio.Event()
        self._answers = answers

    async def last(self, renew_every: timedelta) -> None:
        """Renew the turn until it is over; a renewal that was begun is finished, for it renames the turn."""
        while not await self._is_over_within(renew_every):
            try:
                renewed = await self._answers.renew(self.turn)
            except Exception:  # the store may be back in time for the next one
                log.exception("The turn of a request with an idempotency key could not be renewed.")
                continue
            if renewed is None:
                return
            self.turn = renewed

    async def _is_over_within(self, time: timedelta) -> bool:
        try:
            async with asyncio.timeout(time.total_seconds()):
                return await self.is_over.wait()
        except TimeoutError:
            return False


@asynccontextmanager
async def _held(answers: AnswerOnceUseCase, turn: Turn, renew_every: timedelta) -> AsyncIterator[_Hold]:
    """Hold a turn for as long as its request takes: a repetition must not be dealt with beside it."""
    hold = _Hold(answers, turn)
    lasting = asyncio.create_task(hold.last(renew_every))
    try:
        yield hold
    finally:
        hold.is_over.set()
        await lasting


async def _end(answers: AnswerOnceUseCase, turn: Turn, response: Response, *, keeps: bool) -> None:
    if keeps and is_final(response.status_code):
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        await answers.keep(turn, KeptAnswer(response.status_code, bytes(response.body).decode(), headers))
    else:
        await answers.release(turn)


def is_final(status: int) -> bool:
    """Say whether a repetition may be given an answer with *status* again."""
    return 200 <= status < 300 or status in FINAL_REFUSALS
