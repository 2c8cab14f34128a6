"""A template: a message's words with blanks, kept to be used again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Template:
    """
    What can be written again.

    Attributes:
        name: unique in its workspace, upper and lower case being the same.
        body: `content`, `variants` and `options` as their author wrote them; strings may hold blanks.
        version: 1 at first, one more with each edit; the ETag.
    """

    id: UUID
    workspace_id: UUID
    name: str
    body: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime
    created_by: str
    description: str | None = None
    version: int = 1
