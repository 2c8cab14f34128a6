"""The ``fields`` parameter: which fields of a node are asked for, and the nodes' fields."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from omnichannel_sandbox.accounts import PAGE_BY_ID
from omnichannel_sandbox.graph.photos import Photo
from omnichannel_sandbox.graph.posts import Picture, Post
from omnichannel_sandbox.graph.problems import invalid_parameter

Field = Callable[[Any, str], object]
"""Makes a field's value from a node and the sandbox's address; None leaves the field out."""


def graph_time(seconds: float) -> str:
    """Write Unix seconds as Graph does: ``2026-11-22T10:00:00+0000``."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def asked_fields(text: object) -> list[str]:
    """
    Return the names in a ``fields`` parameter, without what they nest in braces or limit in brackets.

    Raises:
        GraphProblem: 100, it is no text or its brackets do not match.
    """
    if not isinstance(text, str):
        raise invalid_parameter("Param fields must be a string")
    names, depth = [""], 0
    for character in text:
        depth += (character in "{(") - (character in "})")
        if depth < 0:
            break
        if depth == 0 and character == ",":
            names.append("")
        elif depth == 0 and character not in "})":
            names[-1] += character
    if depth:
        raise invalid_parameter("Syntax error in param fields: brackets do not match")
    return [name for name in (name.strip().split(".")[0] for name in names) if name]


def project(
    node: object, table: Mapping[str, Field], *, names: Sequence[str], node_type: str, address: str
) -> dict[str, object]:
    """
    Return the fields *names* of *node*, and always its id.

    Raises:
        GraphProblem: 100, the node type has no such field.
    """
    for name in names:
        if name not in table:
            raise invalid_parameter(f"Tried accessing nonexisting field ({name}) on node type ({node_type})")
    values = {name: table[name](node, address) for name in (*names, "id")}
    return {name: value for name, value in values.items() if value is not None}


def post_url(post_id: str, address: str) -> str:
    """Return where the wall shows a post."""
    return f"{address}/wall/facebook/{post_id}"


def _image(digest: str, address: str) -> dict[str, object]:
    return {"src": f"{address}/wall/media/{digest}"}


def _picture(picture: Picture, post: Post, address: str) -> dict[str, object]:
    attachment: dict[str, object] = {
        "media": {"image": _image(picture.digest, address)},
        "media_type": "photo",
        "target": {"id": picture.photo_id, "url": post_url(post.id, address)},
        "type": "photo",
        "url": post_url(post.id, address),
    }
    return attachment | ({"description": picture.alt_text} if picture.alt_text else {})


def _attachments(post: Post, address: str) -> dict[str, object] | None:
    pictures = [_picture(picture, post, address) for picture in post.pictures]
    if len(pictures) > 1:
        kind = {"media_type": "album", "type": "album", "url": post_url(post.id, address)}
        return {"data": [{"media": pictures[0]["media"], **kind, "subattachments": {"data": pictures}}]}
    if pictures:
        return {"data": pictures}
    if not post.link:
        return None
    kind = {"media_type": "link", "type": "share"}
    return {"data": [{**kind, "url": post.link, "unshimmed_url": post.link, "title": post.link}]}


def _status_type(post: Post, _: str) -> str:
    if post.pictures:
        return "added_photos"
    return "shared_story" if post.link else "mobile_status_update"


def _full_picture(post: Post, address: str) -> object:
    return _image(post.pictures[0].digest, address)["src"] if post.pictures else None


POST_FIELDS: dict[str, Field] = {
    "attachments": _attachments,
    "created_time": lambda post, _: graph_time(post.created_at),
    "from": lambda post, _: {"name": PAGE_BY_ID[post.page_id].name, "id": post.page_id},
    "full_picture": _full_picture,
    "id": lambda post, _: post.id,
    "is_published": lambda post, _: post.published,
    "message": lambda post, _: post.message or None,
    "permalink_url": lambda post, address: post_url(post.id, address),
    "status_type": _status_type,
    "updated_time": lambda post, _: graph_time(post.created_at),
}
POST_DEFAULTS = ("created_time", "message", "id")

PAGE_FIELDS: dict[str, Field] = {
    "about": lambda page, _: page.about,
    "access_token": lambda page, _: page.token,
    "category": lambda _page, _: "Local business",
    "id": lambda page, _: page.id,
    "is_published": lambda _page, _: True,
    "link": lambda page, address: f"{address}/#{page.id}",
    "name": lambda page, _: page.name,
}
PAGE_DEFAULTS = ("name", "id")


def _photo_link(photo: Photo, address: str) -> str:
    return post_url(photo.post_id, address) if photo.post_id else f"{address}/wall/media/{photo.digest}"


PHOTO_FIELDS: dict[str, Field] = {
    "alt_text": lambda photo, _: photo.alt_text or None,
    "alt_text_custom": lambda photo, _: photo.alt_text or None,
    "created_time": lambda photo, _: graph_time(photo.created_at),
    "from": lambda photo, _: {"name": PAGE_BY_ID[photo.page_id].name, "id": photo.page_id},
    "id": lambda photo, _: photo.id,
    "images": lambda photo, address: [{"source": f"{address}/wall/media/{photo.digest}"}],
    "link": _photo_link,
    "name": lambda photo, _: photo.caption or None,
    "page_story_id": lambda photo, _: photo.post_id,
}
PHOTO_DEFAULTS = ("created_time", "name", "id")
