"""``GET /{page_id}/published_posts`` and its other names: the visible posts, newest first."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice, takewhile
from typing import Any
from urllib.parse import urlencode

from omnichannel_sandbox.accounts import Page
from omnichannel_sandbox.graph.fields import POST_DEFAULTS, POST_FIELDS, asked_fields, project
from omnichannel_sandbox.graph.graph import Call
from omnichannel_sandbox.graph.parameters import LISTING, read_parameters
from omnichannel_sandbox.graph.posts import Post
from omnichannel_sandbox.graph.problems import invalid_parameter

USUAL_LIMIT, LARGEST_LIMIT = 25, 100


async def published_posts(call: Call) -> dict[str, object]:
    """
    List a page's visible posts: ``data``, and ``paging`` with cursors and, while there is more, ``next``.

    Raises:
        GraphProblem: 100 for a limit, time, cursor or field that makes no sense, 200 without the permission.
    """
    page = call.page("pages_read_engagement")
    values = read_parameters(call.request.parameters, LISTING)
    names = asked_fields(call.request.parameters.get("fields", ",".join(POST_DEFAULTS)))
    limit = _limit(values)
    found = list(islice(_matching(call, page, values), limit + 1))
    posts, more = found[:limit], len(found) > limit
    if "before" in values:
        posts.reverse()
    data = [project(p, POST_FIELDS, names=names, node_type="Post", address=call.address) for p in posts]
    return {"data": data, **_paging(call, posts, more="before" in values or more, limit=limit)}


def _limit(values: dict[str, Any]) -> int:
    limit: int = values.get("limit", USUAL_LIMIT)
    if not 1 <= limit <= LARGEST_LIMIT:
        raise invalid_parameter(f"Param limit must be 1 to {LARGEST_LIMIT}, it is {limit}")
    return limit


def _matching(call: Call, page: Page, values: dict[str, Any]) -> Iterator[Post]:
    shelf, lag = call.graph.posts, call.troubles.lag
    since = _seconds("since", values.get("since"), otherwise=0.0)
    until = _seconds("until", values.get("until"), otherwise=float("inf"))
    if "before" in values:
        posts = shelf.newer(page.id, _number(values["before"]))
    elif "after" in values:
        posts = shelf.older(page.id, _number(values["after"]))
    else:
        posts = shelf.newest(page.id)
    if "before" not in values:
        posts = takewhile(lambda post: post.created_at >= since, posts)
    return (
        post
        for post in posts
        if post.published and since <= post.created_at <= until and post.is_readable(now=call.now, lag=lag)
    )


def _seconds(name: str, value: str | None, *, otherwise: float) -> float:
    """Read Unix seconds or an ISO 8601 time (without a zone: UTC)."""
    if not value:
        return otherwise
    try:
        return float(value) if value.replace(".", "", 1).isdigit() else _iso_seconds(value)
    except ValueError:
        raise invalid_parameter(f"Param {name} must be a time") from None


def _iso_seconds(value: str) -> float:
    moment = datetime.fromisoformat(value)
    return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()


def _cursor(post: Post) -> str:
    return f"QVFI{post.number:x}"


def _number(cursor: str) -> int:
    try:
        return int(cursor.removeprefix("QVFI"), 16)
    except ValueError:
        raise invalid_parameter("Invalid cursor") from None


def _paging(call: Call, posts: list[Post], *, more: bool, limit: int) -> dict[str, object]:
    if not posts:
        return {}
    cursors = {"before": _cursor(posts[0]), "after": _cursor(posts[-1])}
    paging: dict[str, object] = {"cursors": cursors}
    if more:
        paging["next"] = _next_url(call, cursors["after"], limit=limit)
    return {"paging": paging}


def _next_url(call: Call, after: str, *, limit: int) -> str:
    kept = ("fields", "since", "until", "access_token")
    given = {name: value for name, value in call.request.parameters.items() if name in kept}
    query = urlencode({**given, "limit": limit, "after": after})
    return f"{call.address}/graph/{'/'.join(call.request.path)}?{query}"
