"""The posts of all pages: newest listed first, oldest forgotten first."""

from collections.abc import Iterator
from dataclasses import dataclass

KEPT_POSTS = 20_000
FIRST_NUMBER = 122_100_000_000_000_001
"""Large on purpose: whoever parses an id as a float loses its last digits."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo in a post; *digest* is the SHA-256 of its bytes."""

    photo_id: str
    digest: str
    alt_text: str


@dataclass(frozen=True, slots=True)
class Post:
    """A post; *created_at* and *visible_at* are in Unix seconds, *number* rises with every post."""

    number: int
    page_id: str
    message: str
    link: str | None
    pictures: tuple[Picture, ...]
    created_at: float
    visible_at: float
    published: bool

    @property
    def id(self) -> str:
        """The page's id and the post's own, joined by an underscore."""
        return f"{self.page_id}_{self.number}"

    def is_readable(self, *, now: float, lag: float) -> bool:
        """Say whether a reader whose view is *lag* seconds old finds it."""
        return self.visible_at <= now and self.created_at <= now - lag


class PostShelf:
    """Keep the newest posts; finding one takes constant time, listing takes time with the answer's length."""

    def __init__(self, kept: int = KEPT_POSTS) -> None:
        self._kept = kept
        self._posts: dict[str, Post] = {}
        self._by_page: dict[str, dict[int, Post]] = {}
        self.next_number = FIRST_NUMBER

    def add(self, post: Post) -> None:
        """Keep *post*, whose number was *next_number*."""
        self.next_number += 1
        self._posts[post.id] = post
        self._by_page.setdefault(post.page_id, {})[post.number] = post
        if len(self._posts) > self._kept:
            self.remove(next(iter(self._posts)))

    def get(self, post_id: str) -> Post | None:
        """Return the post while it is kept."""
        return self._posts.get(post_id)

    def remove(self, post_id: str) -> None:
        """Forget a post that is kept."""
        post = self._posts.pop(post_id)
        del self._by_page[post.page_id][post.number]

    def newest(self, page_id: str) -> Iterator[Post]:
        """Yield the posts of a page, newest first."""
        return reversed(self._by_page.get(page_id, {}).values())

    def older(self, page_id: str, number: int) -> Iterator[Post]:
        """Yield the posts of a page that came before post *number*, newest first."""
        posts = self._by_page.get(page_id, {})
        oldest = next(iter(posts), number)
        return (posts[n] for n in range(min(number, self.next_number) - 1, oldest - 1, -1) if n in posts)

    def newer(self, page_id: str, number: int) -> Iterator[Post]:
        """Yield the posts of a page that came after post *number*, oldest first."""
        posts = self._by_page.get(page_id, {})
        oldest = next(iter(posts), self.next_number)
        return (posts[n] for n in range(max(number + 1, oldest), self.next_number) if n in posts)

    def clear(self) -> None:
        """Forget all posts; numbers go on."""
        self._posts.clear()
        self._by_page.clear()
