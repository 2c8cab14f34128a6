"""What makes any write safe to repeat: its key is claimed first, and its answer is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.domain.rights import Principal

RENEW_EVERY = timedelta(seconds=10)
"""How often a turn is renewed while its request is at work; a lease is three times as long."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """
    An answer as it is given again.

    Attributes:
        headers: those that belong to it ("Content-Type", "Location", "ETag"); not those of the connection.
    """

    status: int
    body: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to deal with the request of a key, until *lease*."""

    principal: Principal
    key: IdempotencyKey
    lease: datetime


class AnswerOnceUseCase(Protocol):
    """
    Have a request with a key answered once.

    `begin`, then the request itself, then `keep` or `release`. Who takes longer renews the turn meanwhile,
    each `RENEW_EVERY`. Who dies in between leaves a lease: until its end the key is busy, after it the same
    request is dealt with again, as if for the first time. So every write has to be safe to repeat;
    docs/decisions/0011-every-write-can-be-repeated.md says what each does.
    """

    async def begin(self, principal: Principal, key: IdempotencyKey) -> Turn | KeptAnswer:
        """
        Claim *key*, durably; or give the answer where there is one.

        Raises:
            IdempotencyMismatch: the key was used for another request.
            RequestInProgress: the same request is being dealt with.
        """
        ...

    async def renew(self, turn: Turn) -> Turn | None:
        """Hold the key for longer; gives the turn to go on with. None: somebody else has the key by now."""
        ...

    async def keep(self, turn: Turn, answer: KeptAnswer) -> None:
        """
        Keep *answer* for 24 hours.

        One of more than 2 MiB is not kept: the key still stands for its request, which is dealt with again
        when it is repeated.
        """
        ...

    async def release(self, turn: Turn) -> None:
        """Let the key be used again: nothing was done."""
        ...
