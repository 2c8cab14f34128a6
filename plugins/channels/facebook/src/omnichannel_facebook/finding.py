"""
Which of the page's posts could be ours. Pure.

Compared are the text and the number of pictures; a post without text is compared by its link.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.application.ports.outbound.http import Response
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import CannotTell, Published
from omnichannel_facebook.outcome import published_from_item, rule_from_error
from omnichannel_facebook.payload import SEARCH_MARGIN
from omnichannel_facebook.settings import WEB_URL
from omnichannel_facebook.text import is_same_text, link_from_post, text_from_post
from omnichannel_facebook.usage import regain_wait


@dataclass(frozen=True, slots=True)
class Page:
    """One page of posts, and the cursor of the next; "" where this is the last."""

    items: tuple[Any, ...]
    after: str = ""


@dataclass(frozen=True, slots=True)
class _Match:
    rank: int
    created: datetime
    published: Published


def page_from_response(response: Response) -> Page | CannotTell:
    """Read the answer to a search; what cannot be read is `CannotTell`, never an empty page."""
    answer = response.json()
    if not isinstance(answer, dict) or response.status != 200:
        return _cannot_tell(response, answer)
    items = answer.get("data")
    if not isinstance(items, list):
        return _cannot_tell(response, answer)
    paging = answer.get("paging")
    if not isinstance(paging, dict) or not paging.get("next"):
        return Page(tuple(items))
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    if not isinstance(after, str) or not after:
        return CannotTell("Facebook has more posts than it lets us read.")
    return Page(tuple(items), after)


def candidates_from_items(
    items: Sequence[Any], post: Post[Any], *, since: datetime, web_url: str = WEB_URL
) -> tuple[Published, ...]:
    """
    Give the posts that could be *post*, best first.

    First those whose pictures are counted and agree, then those that do not say; in each group the
    earliest first, for ours is the one that was published right after *since*.
    """
    matches = (_match(item, post, since, web_url) for item in items)
    best_first = sorted((match for match in matches if match), key=lambda match: (match.rank, match.created))
    return tuple(match.published for match in best_first)


def _match(item: Any, post: Post[Any], since: datetime, web_url: str) -> _Match | None:
    published = published_from_item(item, web_url=web_url)
    if published is None or not is_same_text(text_from_post(post), _text(item)):
        return None
    created = _created(item) or since
    pictures, expected = _pictures(item), len(post.media)
    if created < since - SEARCH_MARGIN or not _is_same_link(item, post):
        return None
    if pictures == expected:
        return _Match(0, created, published)
    return _Match(1, created, published) if pictures is None else None


def _text(item: dict[str, Any]) -> str:
    message = item.get("message")
    return message if isinstance(message, str) else ""


def _created(item: dict[str, Any]) -> datetime | None:
    try:
        created = datetime.fromisoformat(str(item.get("created_time")))
    except ValueError:
        return None
    return created if created.tzinfo else created.replace(tzinfo=UTC)


def _attachments(item: dict[str, Any], name: str = "attachments") -> list[dict[str, Any]]:
    holder = item.get(name)
    data = holder.get("data") if isinstance(holder, dict) else None
    return [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []


def _pictures(item: dict[str, Any]) -> int | None:
    """Count the pictures; None where the post does not speak of attachments, or not of their kinds."""
    if "attachments" not in item:
        return None
    parts = [
        part for entry in _attachments(item) for part in _attachments(entry, "subattachments") or [entry]
    ]
    kinds = [part.get("media_type") for part in parts]
    return None if None in kinds else kinds.count("photo")


def _is_same_link(item: dict[str, Any], post: Post[Any]) -> bool:
    link = link_from_post(post)
    if post.text.strip() or link is None:
        return True
    shown = {entry.get("unshimmed_url") for entry in _attachments(item)} - {None}
    return not shown or link.rstrip("/") in {str(url).rstrip("/") for url in shown}


def _cannot_tell(response: Response, answer: Any) -> CannotTell:
    error = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(error, dict):
        rule = rule_from_error(error)
        wait = regain_wait(response) if rule.kind is FailureKind.RATE_LIMITED else None
        return CannotTell(f"Facebook does not show the page's posts: {rule.reason}.", rule.kind, wait)
    told = f"Facebook does not show the page's posts: it answered with the status {response.status}."
    if response.status == 429:
        return CannotTell(told, FailureKind.RATE_LIMITED, regain_wait(response))
    return CannotTell(told)
