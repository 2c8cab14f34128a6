"""Photos that were uploaded and are in no post yet."""

from collections.abc import Callable
from dataclasses import dataclass

KEPT_PHOTOS = 20_000
UNUSED_PHOTO_SECONDS = 24 * 3600
"""How long an unpublished photo lives (reference page "Page Photos")."""
FIRST_NUMBER = 333_444_500_000_000_001


@dataclass(frozen=True, slots=True)
class Photo:
    """An uploaded photo; *created_at* is in Unix seconds, *post_id* is None until it is published."""

    id: str
    page_id: str
    digest: str
    caption: str
    alt_text: str
    created_at: float
    published: bool
    post_id: str | None = None


class PhotoShelf:
    """
    Keep the newest photos; remember which ones went into a post.

    Args:
        clock: tells the time in Unix seconds.
        dropped: called with each unpublished photo that is forgotten.
    """

    def __init__(self, clock: Callable[[], float], *, dropped: Callable[[Photo], None]) -> None:
        self._clock = clock
        self._dropped = dropped
        self._photos: dict[str, Photo] = {}
        self._used: dict[str, None] = {}
        self._next_number = FIRST_NUMBER

    def next_id(self) -> str:
        """Return an id that no photo had."""
        self._next_number += 1
        return str(self._next_number)

    def add(self, photo: Photo) -> None:
        """Keep *photo*; those too old or too many leave."""
        self._photos[photo.id] = photo
        oldest = next(iter(self._photos.values()))
        while len(self._photos) > KEPT_PHOTOS or self._is_over(oldest):
            self.remove(oldest.id)
            oldest = next(iter(self._photos.values()))

    def get(self, photo_id: str) -> Photo | None:
        """Return the photo while it lives."""
        photo = self._photos.get(photo_id)
        return None if photo is None or self._is_over(photo) else photo

    def was_used(self, photo_id: str) -> bool:
        """Say whether the photo went into a post."""
        return photo_id in self._used

    def use(self, photo_id: str) -> None:
        """Take an unpublished photo out, because a post holds it now."""
        del self._photos[photo_id]
        self._used[photo_id] = None
        if len(self._used) > KEPT_PHOTOS:
            del self._used[next(iter(self._used))]

    def remove(self, photo_id: str) -> None:
        """Forget a photo that is kept."""
        photo = self._photos.pop(photo_id)
        if not photo.published:
            self._dropped(photo)

    def clear(self) -> None:
        """Forget all photos; numbers go on."""
        for photo_id in list(self._photos):
            self.remove(photo_id)
        self._used.clear()

    def _is_over(self, photo: Photo) -> bool:
        return not photo.published and photo.created_at + UNUSED_PHOTO_SECONDS <= self._clock()
