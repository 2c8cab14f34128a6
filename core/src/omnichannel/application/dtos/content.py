"""Content on the wire: what a message says."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from omnichannel.application.dtos.free_json import FreeJson
from omnichannel.application.dtos.wire import WireModel
from omnichannel.domain.content import Content, MediaRef
from omnichannel.domain.focal_point import FocalPoint

LONGEST_TEXT = 100_000
LONGEST_TITLE = 998
LONGEST_LINK = 2_048
MOST_MEDIA = 20
LONGEST_ALT_TEXT = 2_000

Text = Annotated[str, Field(max_length=LONGEST_TEXT, description="Plain text, as people read it.")]
Title = Annotated[
    str, Field(max_length=LONGEST_TITLE, description="Title, or subject where the channel has one.")
]
Link = Annotated[str, Field(max_length=LONGEST_LINK, description="An absolute http(s) address.")]


class FocalPointIn(WireModel):
    """The place in a picture that stays in sight when it is cropped."""

    x: float = Field(ge=0, le=1, description="From 0 (left) to 1 (right).")
    y: float = Field(ge=0, le=1, description="From 0 (top) to 1 (bottom).")


class FocalPointOut(WireModel):
    """The place in a picture that stays in sight when it is cropped."""

    x: float
    y: float


class MediaIn(WireModel):
    """A place where an uploaded asset goes."""

    media_id: UUID
    alt_text: str | None = Field(None, max_length=LONGEST_ALT_TEXT, description="Replaces the asset's own.")
    focal_point: FocalPointIn | None = Field(None, description="Replaces the asset's own.")


Media = Annotated[
    list[MediaIn], Field(max_length=MOST_MEDIA, description="In the order in which they are shown.")
]


class ContentIn(WireModel):
    """What every channel says, unless a variant says otherwise."""

    text: Text = ""
    title: Title | None = None
    link: Link | None = None
    media: Media = Field(default_factory=list)


class VariantIn(WireModel):
    """What one channel says instead. A field left out stays as in the common content."""

    text: Text | None = None
    title: Title | None = None
    link: Link | None = None
    media: Media | None = None
    without: list[Literal["title", "link", "media"]] = Field(
        [], max_length=3, description="Fields this channel drops."
    )


Options = Annotated[FreeJson, Field(max_length=100, description="Valid by the channel's options schema.")]


class MediaRefOut(WireModel):
    """An asset in its place."""

    media_id: UUID
    sha256: str
    media_type: str
    size_bytes: int
    filename: str
    width: int | None
    height: int | None
    alt_text: str | None
    focal_point: FocalPointOut | None


class ContentOut(WireModel):
    """What a message says."""

    text: str
    title: str | None
    link: str | None
    media: list[MediaRefOut]


def content_out(content: Content) -> ContentOut:
    """Translate content for the wire."""
    return ContentOut(
        text=content.text,
        title=content.title,
        link=content.link,
        media=[media_ref_out(ref) for ref in content.media],
    )


def media_ref_out(ref: MediaRef) -> MediaRefOut:
    """Translate a media reference for the wire."""
    facts = {name: getattr(ref, name) for name in MediaRefOut.model_fields}
    return MediaRefOut(**{**facts, "focal_point": focal_point_out(ref.focal_point)})


def focal_point_out(point: FocalPoint | None) -> FocalPointOut | None:
    """Translate a focal point for the wire."""
    return None if point is None else FocalPointOut(x=point.x, y=point.y)
