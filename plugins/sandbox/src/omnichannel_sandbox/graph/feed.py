"""``POST /{page_id}/feed``: a text, a link, or an album of photos uploaded before."""

from typing import Any
from urllib.parse import urlsplit

from omnichannel_sandbox.accounts import Page
from omnichannel_sandbox.graph.fields import POST_FIELDS, asked_fields, project
from omnichannel_sandbox.graph.graph import Call
from omnichannel_sandbox.graph.parameters import FEED, read_parameters
from omnichannel_sandbox.graph.posts import Picture, Post
from omnichannel_sandbox.graph.problems import GraphProblem, invalid_parameter
from omnichannel_sandbox.graph.publishing import add_post, refuse_schedule, require_length


async def publish(call: Call) -> dict[str, object]:
    """
    Publish a post and answer its id, or the fields asked for.

    Raises:
        GraphProblem: 100 for anything wrong with the parameters, 200 without the permission.
    """
    page = call.page("pages_manage_posts")
    values = read_parameters(call.request.parameters, FEED)
    names = asked_fields(call.request.parameters.get("fields", "id"))
    message, link = values.get("message", ""), values.get("link") or None
    _require_content(values)
    require_length(message)
    if link is not None:
        require_link(link)
    post = add_post(
        call,
        page.id,
        message=message,
        link=link,
        pictures=_take_pictures(call, page, values.get("attached_media", [])),
        published=values.get("published", True),
    )
    return answer(call, post, names=names)


def answer(call: Call, post: Post, *, names: list[str]) -> dict[str, object]:
    """Return the post's id, or the fields *names* of it (read-after-write)."""
    if names == ["id"]:
        return {"id": post.id}
    return project(post, POST_FIELDS, names=names, node_type="Post", address=call.address)


def require_link(link: str) -> None:
    """
    Let pass a link that a platform would accept, without visiting it.

    Raises:
        GraphProblem: 100 with 2061006 (no web address), 1609008 (the platform's own address) or 1609005
            (its host ends in ``.invalid``: nobody can read it). Subcodes as seen by a client in production.
    """
    try:
        address = urlsplit(link)
        host = address.hostname or ""
    except ValueError:
        host = ""
    if not host or address.scheme not in ("http", "https"):
        raise invalid_parameter("The url you supplied is invalid", subcode=2061006)
    if host == "facebook.com" or host.endswith(".facebook.com"):
        raise invalid_parameter("Links to the platform itself cannot be shared", subcode=1609008)
    if host.endswith(".invalid"):
        raise invalid_parameter("The link cannot be read", subcode=1609005)


def _require_content(values: dict[str, Any]) -> None:
    refuse_schedule(values)
    if not values.get("message", "").strip() and not values.get("link") and not values.get("attached_media"):
        raise invalid_parameter("Missing message or attachment")


def _take_pictures(call: Call, page: Page, media: list[Any]) -> tuple[Picture, ...]:
    ids = [_media_id(item) for item in media]
    if len(set(ids)) < len(ids):
        raise invalid_parameter("Param attached_media names a photo twice", subcode=1366051)
    pictures = tuple(_unused_photo(call, page, photo_id) for photo_id in ids)
    for photo_id in ids:
        call.graph.photos.use(photo_id)
    return pictures


def _media_id(item: Any) -> str:
    photo_id = item.get("media_fbid") if isinstance(item, dict) else None
    if isinstance(photo_id, bool) or not isinstance(photo_id, int | str):
        raise invalid_parameter("Param attached_media must hold objects with media_fbid")
    return str(photo_id)


def _unused_photo(call: Call, page: Page, photo_id: str) -> Picture:
    if call.graph.photos.was_used(photo_id):
        raise invalid_parameter("The photos were already posted", subcode=1366051)
    photo = call.graph.photos.get(photo_id)
    if photo is None or photo.page_id != page.id:
        raise GraphProblem(100, f"(#100) Invalid media_fbid: {photo_id[:80]!r} is no photo of this page")
    if photo.published:
        raise invalid_parameter("Param attached_media takes unpublished photos only")
    return Picture(photo.id, photo.digest, photo.alt_text)
