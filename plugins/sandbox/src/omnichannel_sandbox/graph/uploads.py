"""``POST /{page_id}/photos``: a photo of its own, or one for an album to come."""

from typing import Any

from omnichannel_sandbox.graph.fields import PHOTO_FIELDS, asked_fields, project
from omnichannel_sandbox.graph.graph import Call
from omnichannel_sandbox.graph.images import fetch_image, image_type
from omnichannel_sandbox.graph.parameters import BOOLEANS, PHOTOS, read_parameters
from omnichannel_sandbox.graph.photos import Photo
from omnichannel_sandbox.graph.posts import Picture
from omnichannel_sandbox.graph.problems import bad_image, invalid_parameter
from omnichannel_sandbox.graph.publishing import add_post, enter, refuse_schedule, require_length
from omnichannel_sandbox.graph.requests import GraphRequest


async def upload(call: Call) -> dict[str, object]:
    """
    Take one image; answer its ``id``, and ``post_id`` where it became a post.

    Raises:
        GraphProblem: 324 for the image, 100 for the other parameters, 200 without the permission.
    """
    page = call.page("pages_manage_posts")
    values = read_parameters(call.request.parameters, PHOTOS)
    names = asked_fields(call.request.parameters.get("fields", "id"))
    _require_consistent(values)
    content = await _content(call.request, values.get("url"))
    digest = call.graph.world.media.keep(content, image_type(content))
    photo = _publish(call, page.id, digest, values=values)
    call.graph.photos.add(photo)
    answer = project(photo, PHOTO_FIELDS, names=names, node_type="Photo", address=call.address)
    return answer | ({"post_id": photo.post_id} if photo.post_id else {})


def is_publication(request: GraphRequest) -> bool:
    """Say whether the request asks for a visible photo, which is what it does unless told otherwise."""
    published = request.parameters.get("published", True)
    return not isinstance(published, bool | int | str) or BOOLEANS.get(published, True)


def _require_consistent(values: dict[str, Any]) -> None:
    refuse_schedule(values)
    require_length(_caption(values))
    if values.get("temporary") and values.get("published", True):
        raise invalid_parameter("Param temporary needs published=false")


def _caption(values: dict[str, Any]) -> str:
    caption: str = values.get("caption") or values.get("message") or values.get("name") or ""
    return caption


async def _content(request: GraphRequest, url: str | None) -> bytes:
    if len(request.files) + (url is not None) > 1:
        raise invalid_parameter("Give either url or one file")
    if request.files:
        return request.files[0]
    if url is None:
        raise bad_image("Missing or invalid image file")
    return await fetch_image(url)


def _publish(call: Call, page_id: str, digest: str, *, values: dict[str, Any]) -> Photo:
    photo_id, caption, alt_text = (
        call.graph.photos.next_id(),
        _caption(values),
        values.get("alt_text_custom", ""),
    )
    published, post_id = values.get("published", True), None
    pictures = (Picture(photo_id, digest, alt_text),)
    if published and values.get("no_story"):
        enter(call, page_id, external_id=photo_id, text=caption, pictures=pictures)
    elif published:
        post_id = add_post(call, page_id, message=caption, pictures=pictures).id
    return Photo(photo_id, page_id, digest, caption, alt_text, call.now, published, post_id)
