"""What a message says: common content, and what single channels say instead."""

from dataclasses import dataclass, replace
from uuid import UUID

from omnichannel.domain.focal_point import FocalPoint


@dataclass(frozen=True, slots=True)
class MediaRef:
    """
    A place in the message where a media asset goes.

    The asset's facts are copied when the message is accepted: what was approved stays what is sent, and
    nobody has to look them up when the message is due.
    """

    media_id: UUID
    sha256: str
    media_type: str
    size_bytes: int
    filename: str
    width: int | None = None
    height: int | None = None
    alt_text: str | None = None
    focal_point: FocalPoint | None = None

    @property
    def is_image(self) -> bool:
        """Whether it is a picture."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Content:
    """
    What a message says.

    Attributes:
        text: plain text; "" where a picture or a link says it all.
        title: the title, or the subject where the channel has one.
        link: an absolute http(s) address.
        media: in the order in which they are shown.
    """

    text: str = ""
    title: str | None = None
    link: str | None = None
    media: tuple[MediaRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """
    What one channel says instead: a patch over the common content. None leaves a field as it is.

    *without* names the fields that this channel drops ("title", "link", "media").
    """

    text: str | None = None
    title: str | None = None
    link: str | None = None
    media: tuple[MediaRef, ...] | None = None
    without: frozenset[str] = frozenset()

    def over(self, content: Content) -> Content:
        """Give *content* with this patch laid over it."""
        patch = {
            name: value
            for name in ("text", "title", "link", "media")
            if (value := getattr(self, name)) is not None
        }
        return replace(content, **{**{name: _EMPTY[name] for name in self.without}, **patch})


_EMPTY: dict[str, object] = {"title": None, "link": None, "media": ()}
