"""Which pictures are decoded: those people post. Others may start programs as EPS runs Ghostscript."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
"""As Pillow names them; it opens the MPO of a phone as a JPEG."""


def media_type_of(image: "Image") -> str:
    """Give the media type of an opened picture; the several pictures of a phone's MPO begin with a JPEG."""
    from PIL import Image as pillow

    return "image/jpeg" if image.format == "MPO" else pillow.MIME[image.format or ""]
