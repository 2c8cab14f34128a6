"""IdempotencyRepository: the first answer to each request that carried a key."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """
    What was answered to the first request with a key.

    Attributes:
        request_hash: SHA-256 of method, path and body of that request, in hexadecimal.
        body: the answer's body, to be given again to the letter.
        status: the answer's HTTP status.
    """

    workspace_id: UUID
    key: str
    request_hash: str
    body: str
    at: datetime
    status: int = 201


class IdempotencyRepository(Protocol):
    """Keeps answers for 24 hours."""

    async def get_many(self, keys: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], StoredAnswer]:
        """Give the answers to those of the (workspace, key) pairs that were used, in one statement."""
        ...

    async def add(self, answers: Sequence[StoredAnswer]) -> None:
        """Keep new answers, in the commit of what they tell of."""
        ...

    async def forget(self, *, before: datetime) -> int:
        """Drop answers that are older. Gives how many."""
        ...
