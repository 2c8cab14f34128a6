"""Webhooks: programs that asked to be told what happens, and the workspace in which that is worked on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

_VERSION = 0xF << 76
_OWN = 0x8 << 76
EVERYTHING = "*"


def backstage(workspace_id: UUID) -> UUID:
    """
    Give the workspace in which the system's own messages about *workspace_id* live.

    It is the same id as a UUID of version 8, which nothing else here makes. What is confined to a
    workspace, as every list and every count is, sees nothing of what happens behind its stage.
    """
    return UUID(int=workspace_id.int & ~_VERSION | _OWN)


def is_backstage(workspace_id: UUID) -> bool:
    """Say whether *workspace_id* is such a workspace. The triggers of the feed ask the same of its digits."""
    return workspace_id.int & _VERSION == _OWN


@dataclass(frozen=True, slots=True)
class Webhook:
    """
    What one endpoint is told. Where it is, and what it is signed with, are its account's credentials.

    Attributes:
        id: that of its account.
        workspace_id: the backstage of the workspace whose events it hears.
        events: names of events, "<noun>.*", or "*"; any of them.
        heard_from: the place in the feed of changes after which it hears.
    """

    id: UUID
    workspace_id: UUID
    events: tuple[str, ...]
    heard_from: int
    description: str | None = None

    def hears(self, event: str, *, place: int) -> bool:
        """Say whether *event*, at that place of the feed, is one for it."""
        noun = event.partition(".")[0]
        return place > self.heard_from and not {EVERYTHING, f"{noun}.*", event}.isdisjoint(self.events)


@dataclass(frozen=True, slots=True)
class MessageHead:
    """What events tell of a message: not what it says, nor to whom. *state*: what its author decided."""

    id: UUID
    state: str
    title: str | None
    planned_at: datetime | None
    version: int
    created_by: str
    created_at: datetime
    updated_at: datetime
