"""What Facebook allows, as data: each row says where it comes from and whether that is Meta's own word."""

from datetime import timedelta

from omnichannel.domain.lane import Rate
from omnichannel.plugins.manifests import Limit

VERSION = "v26.0"

TEXT_LIMIT_CHARACTERS = 63_206
PHOTOS_LIMIT = 10
PHOTO_SIZE_LIMIT_BYTES = 10_000_000
PHOTO_SIZE_SAFE_BYTES = 4_000_000
PHOTO_TYPES = frozenset({"image/jpeg", "image/bmp", "image/png", "image/gif", "image/tiff"})

_PHOTOS_PAGE = "https://developers.facebook.com/docs/graph-api/reference/page/photos/"
_RATE_PAGE = "https://developers.facebook.com/docs/graph-api/overview/rate-limiting"
VERSIONS_PAGE = "https://developers.facebook.com/docs/graph-api/changelog/versions/"
_PRACTICE = "constant of a client in production; Meta's pages give no number"

LIMITS = (
    Limit(
        name="text",
        value=TEXT_LIMIT_CHARACTERS,
        unit="characters",
        source=f"{_PRACTICE}; setting text_limit_characters",
        confirmed=False,
    ),
    Limit(name="photos", value=PHOTOS_LIMIT, unit="files", source=_PRACTICE, confirmed=False),
    Limit(name="photo size", value=PHOTO_SIZE_LIMIT_BYTES, unit="bytes", source=_PHOTOS_PAGE),
    Limit(
        name="photo size that every page takes",
        value=PHOTO_SIZE_SAFE_BYTES,
        unit="bytes",
        source="an older text of the same page, and error subcode 1366046 as clients meet it",
        confirmed=False,
    ),
    Limit(name="calls per engaged user and day", value=4_800, unit="calls", source=_RATE_PAGE),
)

RATE = Rate(count=4_800, per=timedelta(hours=24), burst=4_800)
"""The rolling budget of a page with one engaged user; all of it may be spent at once (rate-limiting page)."""
