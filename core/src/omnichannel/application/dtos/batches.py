"""Many messages at once, on the wire."""

from pydantic import Field

from omnichannel.application.dtos.messages import MessageIn, MessageOut
from omnichannel.application.dtos.problems import ProblemItem
from omnichannel.application.dtos.wire import WireModel

MOST_MESSAGES = 500
MOST_ADDRESSES = 10_000
"""Of all messages together: each gets a delivery, and all are stored in one commit, in about a second."""


class BatchIn(WireModel):
    """Messages as their author writes them; each is accepted or refused for itself."""

    messages: list[MessageIn] = Field(
        min_length=1,
        max_length=MOST_MESSAGES,
        description=f"With at most {MOST_ADDRESSES:,} addresses together.",
    )
    all_or_nothing: bool = Field(False, description="Accept none of them where one is refused.")


class Refusal(WireModel):
    """Why a message was refused. Nothing of it was stored or sent."""

    detail: str
    errors: list[ProblemItem]


class BatchItem(WireModel):
    """What became of one message of the request: it was accepted, or there is a problem."""

    index: int = Field(description="Its place in the request, from 0.")
    message: MessageOut | None
    problem: Refusal | None


class BatchOut(WireModel):
    """What became of each message, in the order of the request."""

    items: list[BatchItem]
    accepted: int
    refused: int
