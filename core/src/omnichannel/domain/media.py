"""A stored picture, video or document."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omnichannel.domain.content import MediaRef
from omnichannel.domain.focal_point import FocalPoint
from omnichannel.domain.message import Message


@dataclass(frozen=True, slots=True)
class MediaAsset:
    """
    What is known of uploaded bytes; the bytes themselves lie in the media store under *sha256*.

    Attributes:
        media_type: as found in the bytes, never as claimed ("image/jpeg").
        width, height: pixels after orientation; None where it is no picture.
        alt_text: says what the picture shows to people who cannot see it.
        focal_point: stays in sight when it is cropped; None: nobody said.
        version: 1 at first, one more with each edit; the ETag. The bytes never change.
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
    focal_point: FocalPoint | None = None
    version: int = 1


def media_of(message: Message) -> dict[UUID, MediaRef]:
    """Give every asset that *message* refers to, in its content or a variant, as it was copied."""
    refs = list(message.content.media)
    for variant in message.variants.values():
        refs += variant.media or ()
    return {ref.media_id: ref for ref in refs}
