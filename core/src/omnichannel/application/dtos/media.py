"""Media on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from omnichannel.application.dtos.content import LONGEST_ALT_TEXT, FocalPointIn, FocalPointOut
from omnichannel.application.dtos.wire import WireModel

LONGEST_FILENAME_CHARACTERS = 200


class MediaOut(WireModel):
    """An uploaded asset. Its type is what the bytes say."""

    id: UUID
    sha256: str
    media_type: str
    size_bytes: int
    filename: str
    width: int | None
    height: int | None
    alt_text: str | None
    focal_point: FocalPointOut | None
    version: int
    created_at: datetime


class MediaPatch(WireModel):
    """What is to be said of an asset from now on. A field left out stays as it is."""

    alt_text: str | None = Field(
        None, max_length=LONGEST_ALT_TEXT, description="What the picture shows; null: nothing is said."
    )
    focal_point: FocalPointIn | None = Field(None, description="Of pictures and videos; null: none.")
    filename: str | None = Field(
        None,
        min_length=1,
        max_length=LONGEST_FILENAME_CHARACTERS,
        description="Only a name: folders and control characters are left out; null: stays as it is.",
    )


class MediaPage(WireModel):
    """Assets, newest first."""

    items: list[MediaOut]
    next: str | None = Field(description="Pass as `cursor` for what follows; null at the end.")
