"""Many messages at once, on the wire."""

from pydantic import Field

from omnichannel.application.dtos.messages import MessageIn, MessageOut
from omnichannel.application.dtos.wire import WireModel

MOST_MESSAGES = 500


class BatchIn(WireModel):
    """Messages as their author writes them; each is accepted or refused for itself."""

    messages: list[MessageIn] = Field(min_length=1, max_length=MOST_MESSAGES)
    all_or_nothing: bool = Field(False, description="Accept none of them where one is refused.")


class RefusedField(WireModel):
    """One thing to mend in a message that was refused."""

    field: str = Field(description="Where: a JSON pointer into the request.")
    detail: str
    fix: str
    limit: str | None = Field(description="The bound that was broken, in words.")
    channel: str | None = Field(description="The channel whose rule it is; null for a rule of ours.")


class Refusal(WireModel):
    """Why a message was refused. Nothing of it was stored or sent."""

    detail: str
    errors: list[RefusedField]


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
