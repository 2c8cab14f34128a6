"""``GET`` and ``DELETE /{id}``: a page, a post or a photo."""

from omnichannel_sandbox.accounts import PAGE_BY_ID, Page
from omnichannel_sandbox.graph.fields import (
    PAGE_DEFAULTS,
    PAGE_FIELDS,
    PHOTO_DEFAULTS,
    PHOTO_FIELDS,
    POST_DEFAULTS,
    POST_FIELDS,
    Field,
    asked_fields,
    project,
)
from omnichannel_sandbox.graph.grants import require_scope
from omnichannel_sandbox.graph.graph import Call
from omnichannel_sandbox.graph.parameters import NODE, read_parameters
from omnichannel_sandbox.graph.photos import Photo
from omnichannel_sandbox.graph.posts import Post
from omnichannel_sandbox.graph.problems import GraphProblem, unknown_object


async def read_node(call: Call) -> dict[str, object]:
    """
    Answer the fields asked for of a page, post or photo; ``me`` is the token's own page.

    Raises:
        GraphProblem: 100/33, nobody with this token can see such a node; 100, it has no such field.
    """
    read_parameters(call.request.parameters, NODE)
    page = call.grant.page if call.node == "me" else PAGE_BY_ID.get(call.node)
    if page is not None:
        return _fields(call, page, PAGE_FIELDS, defaults=PAGE_DEFAULTS)
    post = call.graph.posts.get(call.node)
    if post is not None and post.is_readable(now=call.now, lag=call.troubles.lag):
        require_scope(call.grant, PAGE_BY_ID[post.page_id], "pages_read_engagement")
        return _fields(call, post, POST_FIELDS, defaults=POST_DEFAULTS)
    photo = call.graph.photos.get(call.node)
    if photo is not None:
        require_scope(call.grant, PAGE_BY_ID[photo.page_id], "pages_read_engagement")
        return _fields(call, photo, PHOTO_FIELDS, defaults=PHOTO_DEFAULTS)
    raise unknown_object(call.node)


async def delete_node(call: Call) -> dict[str, object]:
    """
    Delete a post or a photo and answer ``success``.

    Raises:
        GraphProblem: 100/33, there is no such post or photo (any more); 200 without the permission.
    """
    read_parameters(call.request.parameters, NODE)
    post, photo = call.graph.posts.get(call.node), call.graph.photos.get(call.node)
    node = post or photo
    if node is None:
        raise unknown_object(call.node, method="delete")
    require_scope(call.grant, PAGE_BY_ID[node.page_id], "pages_manage_posts")
    if isinstance(node, Post):
        call.graph.posts.remove(node.id)
    else:
        call.graph.photos.remove(node.id)
    call.graph.world.ledger.remove("facebook", node.id, at=call.now)
    return {"success": True}


async def unsupported(call: Call) -> dict[str, object]:
    """
    Refuse what the sandbox does not offer.

    Raises:
        GraphProblem: always; 100/33 for a node, 2500 for a path that is none.
    """
    if not call.node:
        raise GraphProblem(2500, "Unknown path components: /")
    raise unknown_object(call.node, method=call.request.method.lower())


def _fields(
    call: Call, node: Page | Post | Photo, table: dict[str, Field], *, defaults: tuple[str, ...]
) -> dict[str, object]:
    names = asked_fields(call.request.parameters.get("fields", ",".join(defaults)))
    answer = project(node, table, names=names, node_type=type(node).__name__, address=call.address)
    if isinstance(node, Page) and node is not call.grant.page:
        answer.pop("access_token", None)
    return answer
