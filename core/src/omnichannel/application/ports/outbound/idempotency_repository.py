"""IdempotencyRepository: the first answer to each request that carried a key."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """
    What was answered to the first request with a key, or that it is being dealt with.

    Attributes:
        request_hash: SHA-256 of what the request asks for, in hexadecimal.
        body: the answer's body, to be given again to the letter.
        status: the answer's HTTP status.
        headers: those headers of the answer that belong to it, by name.
        leased_until: until when the first request may be dealt with; None once there is an answer.
            Whoever claims a key takes a later one, so it also tells one claim from the next.
    """

    workspace_id: UUID
    key: str
    request_hash: str
    body: str
    at: datetime
    status: int = 201
    headers: Mapping[str, str] = field(default_factory=dict)
    leased_until: datetime | None = None


class IdempotencyRepository(Protocol):
    """Keeps answers for 24 hours."""

    async def get_many(self, keys: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], StoredAnswer]:
        """Give what stands under those of the (workspace, key) pairs that were used, in one statement."""
        ...

    async def add(self, answers: Sequence[StoredAnswer]) -> None:
        """Keep new answers, in the commit of what they tell of."""
        ...

    async def claim(self, claim: StoredAnswer, *, now: datetime) -> StoredAnswer | None:
        """
        Put *claim*, which has a lease, where nothing stands or an equal request's lease ended by *now*.

        Gives None where it was put, else what stands there.
        """
        ...

    async def renew(self, workspace_id: UUID, key: str, *, lease: datetime, until: datetime) -> bool:
        """Let the claim whose lease is *lease* last *until* then. Says whether it was still there."""
        ...

    async def keep(self, answer: StoredAnswer, *, lease: datetime) -> bool:
        """Put *answer* in the place of the claim whose lease is *lease*. Says whether it was still there."""
        ...

    async def release(self, workspace_id: UUID, key: str, *, lease: datetime) -> bool:
        """Take the claim whose lease is *lease* away. Says whether it was still there."""
        ...

    async def forget(self, *, before: datetime) -> int:
        """Drop answers that are older. Gives how many."""
        ...
