"""Putting a post on a page: stored here, and entered in the ledger when readers will see it."""

from omnichannel_sandbox.arrivals import Arrival
from omnichannel_sandbox.graph.graph import Call
from omnichannel_sandbox.graph.posts import Picture, Post
from omnichannel_sandbox.graph.problems import invalid_parameter

LONGEST_MESSAGE_CHARACTERS = 63_206
"""What clients in production assume; Meta's API pages name no number."""


def add_post(
    call: Call,
    page_id: str,
    *,
    message: str,
    link: str | None = None,
    pictures: tuple[Picture, ...] = (),
    published: bool = True,
) -> Post:
    """
    Store a post and return it; never asks whether there was one like it.

    Raises:
        GraphProblem: 100, the message is longer than :data:`LONGEST_MESSAGE_CHARACTERS`.
    """
    require_length(message)
    graph, visible_at = call.graph, call.now + call.troubles.processing
    number = graph.posts.next_number
    post = Post(number, page_id, message, link, pictures, call.now, visible_at, published)
    graph.posts.add(post)
    if published:
        enter(call, page_id, external_id=post.id, text=message, link=link, pictures=pictures)
    return post


def enter(
    call: Call,
    page_id: str,
    *,
    external_id: str,
    text: str,
    link: str | None = None,
    pictures: tuple[Picture, ...] = (),
) -> None:
    """Count what was published and give it to the wall."""
    digests = tuple(picture.digest for picture in pictures)
    call.graph.world.ledger.add(
        Arrival(
            platform="facebook",
            account=page_id,
            external_id=external_id,
            text=text,
            accepted_at=call.now,
            link=link,
            pictures=digests,
            captions=tuple(picture.alt_text for picture in pictures),
            files=digests,
            visible_at=call.now + call.troubles.processing,
        )
    )


def require_length(message: str) -> None:
    """
    Let pass a message that is short enough.

    Raises:
        GraphProblem: 100, it is not.
    """
    if len(message) > LONGEST_MESSAGE_CHARACTERS:
        raise invalid_parameter(
            f"Param message must be at most {LONGEST_MESSAGE_CHARACTERS} characters, it has {len(message)}"
        )


def refuse_schedule(values: dict[str, object]) -> None:
    """
    Let pass a call that asks for no planned publication: the sandbox publishes at once or not at all.

    Raises:
        GraphProblem: 100, it has ``scheduled_publish_time``.
    """
    if "scheduled_publish_time" in values:
        raise invalid_parameter("Param scheduled_publish_time is not offered by the sandbox")
