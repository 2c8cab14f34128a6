"""Why a delivery is where it is, on the wire."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from omnichannel.application.dtos.deliveries import AttemptOut, StateName
from omnichannel.application.dtos.wire import WireModel

Deed = Literal[
    "retry",
    "resolve",
    "cancel",
    "edit",
    "connect_account",
    "resume_account",
    "enable_plugin",
    "repair_plugin",
    "correct_recipient",
]


class NextStepOut(WireModel):
    """Something that happens by itself."""

    what: str
    at: datetime | None = Field(description="When; null: as soon as what it waits for has happened.")


class YouCanOut(WireModel):
    """What a person can do about it."""

    deed: Deed
    what: str


class ExplanationOut(WireModel):
    """
    Why a delivery is not published yet, or that it is, in words.

    Sentences hold no ids, states or codes, and nothing that a platform wrote; those stand in fields of
    their own.
    """

    delivery_id: UUID
    message_id: UUID
    channel: str
    account: str = Field(description="The account's name.")
    recipient: str | None = Field(description="The address, masked; null where there is none.")
    state: StateName
    zone: str = Field(description="The zone in which the sentences tell times.")
    headline: str = Field(description="The one sentence that answers the question.")
    meaning: str = Field(description="What that means for the post.")
    next_steps: list[NextStepOut] = Field(description="What happens by itself.")
    you_can: list[YouCanOut] = Field(description="What a person can do; empty where nothing is to be done.")
    platform_said: str | None = Field(
        None,
        description="What the platform or its plugin said last, word for word, but for ids, numbers and "
        "addresses in it, which are masked. null: nothing.",
    )
    last_attempt: AttemptOut | None = Field(
        description="The last time somebody dealt with it, unmasked: what its platform's support asks for."
    )
