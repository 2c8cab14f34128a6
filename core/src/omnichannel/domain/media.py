"""A stored picture, video or document."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MediaAsset:
    """
    What is known of uploaded bytes; the bytes themselves lie in the media store under *sha256*.

    Attributes:
        media_type: as found in the bytes, never as claimed ("image/jpeg").
        width, height: pixels after orientation; None where it is no picture.
        alt_text: says what the picture shows to people who cannot see it.
    """

    id: UUID
    workspace_id: UUID
    sha256: str
    media_type: str
    size_bytes: int
    filename: str
    created_at: datetime
    width: int | None = None
    height: int | None = None
    alt_text: str | None = None
