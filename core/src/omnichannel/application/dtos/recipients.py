"""The register of recipients on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from omnichannel.application.dtos.messages import Address, ChannelName
from omnichannel.application.dtos.wire import WireModel

MOST_STANDINGS = 1_000
Source = Annotated[str, Field(min_length=1, max_length=200)]


class SuppressionIn(WireModel):
    """The address is not to be written to, though its owner did not ask for that."""

    reason: Literal["hard_bounce", "complaint", "manual"]
    since: AwareDatetime | None = Field(None, description="Left out: now.")
    note: str | None = Field(None, max_length=500, description="For people.")


class OptOutIn(WireModel):
    """Its owner asked not to be written to."""

    source: Source = Field(description="How they asked.", examples=["unsubscribe link"])
    since: AwareDatetime | None = Field(None, description="Left out: now.")


class ConsentIn(WireModel):
    """Its owner agreed to be written to."""

    given_at: AwareDatetime
    source: Source = Field(description="Where they agreed.", examples=["newsletter form"])
    evidence: str = Field(min_length=1, max_length=2_000, description="What can be shown to who doubts it.")
    withdrawn_at: AwareDatetime | None = Field(None, description="When they took it back.")


class StandingIn(WireModel):
    """
    What is to be known of one address.

    A part that is left out stays as it is; null removes it.
    """

    channel: ChannelName
    address: Address
    suppressed: SuppressionIn | None = None
    opted_out: OptOutIn | None = None
    consent: ConsentIn | None = None


class StandingsIn(WireModel):
    """Up to 1,000 records at once; all of them are kept, or none."""

    recipients: list[StandingIn] = Field(min_length=1, max_length=MOST_STANDINGS)


class SuppressionOut(WireModel):
    """Since when and why the address is not written to."""

    reason: str
    since: datetime
    note: str | None


class OptOutOut(WireModel):
    """Since when its owner does not want to be written to."""

    since: datetime
    source: str


class ConsentOut(WireModel):
    """When, where and how its owner agreed; *withdrawn_at*: until when."""

    given_at: datetime
    source: str
    evidence: str
    withdrawn_at: datetime | None


class StandingOut(WireModel):
    """What is known of one address of one channel. *blocked*: nothing is sent to it."""

    id: UUID
    channel: str
    address: str
    blocked: bool
    suppressed: SuppressionOut | None
    opted_out: OptOutOut | None
    consent: ConsentOut | None
    created_at: datetime
    updated_at: datetime


class StandingList(WireModel):
    """Records, in the order in which they were sent."""

    items: list[StandingOut]


class StandingPage(WireModel):
    """Records, newest first."""

    items: list[StandingOut]
    next: str | None = Field(description="Pass as `cursor` for what follows; null at the end.")


class StandingQuery(WireModel):
    """Which records to list."""

    channel: ChannelName | None = Field(None, description="Of this channel only.")
    address: Address | None = Field(None, description="Of this address only, however it is spelt.")
    standing: Literal["blocked", "suppressed", "opted_out", "consented"] | None = Field(
        None, description="`blocked` is suppressed or opted out."
    )
    limit: int = Field(50, ge=1, le=200, description="How many at most.")
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")
