"""AnswerOnceService: a write with an idempotency key is dealt with once, whatever it is."""

from dataclasses import replace
from datetime import datetime, timedelta

from omnichannel.application.first_use import mismatch
from omnichannel.application.ports.inbound.answers import RENEW_EVERY, KeptAnswer, Turn
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.idempotency_repository import StoredAnswer
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.errors import RequestInProgress
from omnichannel.domain.rights import Principal

LEASE = 3 * RENEW_EVERY
LARGEST_KEPT_BYTES = 2 * 1024 * 1024
NO_ANSWER = KeptAnswer(0, "", {})


class AnswerOnceService:
    """Keeps answers around whatever is asked; see `AnswerOnceUseCase` for the promises."""

    def __init__(self, store: Store, clock: Clock, *, lease: timedelta = LEASE) -> None:
        self._store, self._clock, self._lease = store, clock, lease

    async def begin(self, principal: Principal, key: IdempotencyKey) -> Turn | KeptAnswer:
        """Claim the key in a commit of its own."""
        now = self._clock.now()
        turn = Turn(principal, key, now + self._lease)
        async with self._store.unit_of_work(principal.workspace_id) as work:
            claim = replace(_stored(turn, NO_ANSWER, at=now), leased_until=turn.lease)
            found = await work.idempotency.claim(claim, now=now)
            if found is None:
                await work.commit()
                return turn
        if found.request_hash != key.request_hash:
            raise mismatch(found)
        if found.leased_until is not None:
            raise RequestInProgress(key.key)
        return KeptAnswer(found.status, found.body, found.headers)

    async def renew(self, turn: Turn) -> Turn | None:
        """Put a later lease in the place of the turn's."""
        renewed = replace(turn, lease=self._clock.now() + self._lease)
        workspace_id = turn.principal.workspace_id
        async with self._store.unit_of_work(workspace_id) as work:
            held = await work.idempotency.renew(
                workspace_id, turn.key.key, lease=turn.lease, until=renewed.lease
            )
            await work.commit()
        return renewed if held else None

    async def keep(self, turn: Turn, answer: KeptAnswer) -> None:
        """Put the answer in the place of the claim."""
        now = self._clock.now()
        stored = _stored(turn, answer, at=now)
        if len(answer.body.encode()) > LARGEST_KEPT_BYTES:
            stored = replace(_stored(turn, NO_ANSWER, at=now), leased_until=now)
        async with self._store.unit_of_work(turn.principal.workspace_id) as work:
            await work.idempotency.keep(stored, lease=turn.lease)
            await work.commit()

    async def release(self, turn: Turn) -> None:
        """Take the claim away."""
        workspace_id = turn.principal.workspace_id
        async with self._store.unit_of_work(workspace_id) as work:
            await work.idempotency.release(workspace_id, turn.key.key, lease=turn.lease)
            await work.commit()


def _stored(turn: Turn, answer: KeptAnswer, *, at: datetime) -> StoredAnswer:
    return StoredAnswer(
        turn.principal.workspace_id,
        turn.key.key,
        turn.key.request_hash,
        answer.body,
        at=at,
        status=answer.status,
        headers=answer.headers,
    )
