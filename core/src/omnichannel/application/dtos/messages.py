"""Messages on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from omnichannel.application.dtos.content import ContentIn, ContentOut, Options, VariantIn
from omnichannel.application.dtos.deliveries import DeliveryOut
from omnichannel.application.dtos.wire import WireModel

MOST_TARGETS = 50
MOST_RECIPIENTS = 1_000
MOST_FALLBACKS = 4
MOST_DELIVERIES_INSIDE = 200
MOST_SEARCHED = 10_000
"""No index finds words: reading so many takes some 30 ms."""
ChannelName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
StatusName = Literal[
    "draft",
    "awaiting_approval",
    "scheduled",
    "publishing",
    "published",
    "partial",
    "failed",
    "attention",
    "cancelled",
]
Address = Annotated[str, Field(min_length=1, max_length=320)]
LocalTime = Annotated[datetime, Field(json_schema_extra={"format": "date-time-local"})]


class RecipientIn(WireModel):
    """One person; each of the addresses gets a delivery of its own."""

    addresses: list[Address] = Field(min_length=1, max_length=10)
    name: str | None = Field(None, max_length=200)
    otherwise: list[Address | None] = Field(
        [],
        max_length=MOST_FALLBACKS,
        description="Where each of the target's fallbacks reaches the person, in their order; null: it does "
        "not, and is passed over.",
    )


class FallbackIn(WireModel):
    """An account that takes over where the one before it did not bring the message."""

    account_id: UUID
    after_minutes: int | None = Field(
        None,
        ge=1,
        le=10_080,
        description="How long the one before may be published without word that it arrived; at most 7 days. "
        "null: it takes over only when the one before fails. Failures never wait.",
    )


class TargetIn(WireModel):
    """An account that publishes, and the people it writes to where its channel has recipients."""

    account_id: UUID
    recipients: list[RecipientIn] = Field([], max_length=MOST_RECIPIENTS)
    recipient_list_id: UUID | None = Field(
        None, description="Further people: a list from POST /v1/recipient-lists."
    )
    requires_consent: bool = Field(
        False,
        description="Leave out whoever did not agree to be written to; holds for all that the account sends.",
    )
    fallbacks: list[FallbackIn] = Field(
        [],
        max_length=MOST_FALLBACKS,
        description="Who takes over, one after the other, where a person was not reached. Each recipient "
        "then has one address here and one for each of them in `otherwise`.",
    )


class Draft(WireModel):
    """Keep it; nothing is published."""

    when: Literal["draft"]


class Now(WireModel):
    """Publish it at once."""

    when: Literal["now"]


class At(WireModel):
    """Publish it when the wall clock of a zone shows a time."""

    when: Literal["at"]
    local: LocalTime = Field(description="Wall time without an offset.", examples=["2027-03-01T09:00:00"])
    zone: str = Field(max_length=80, description="An IANA name.", examples=["Europe/Berlin"])


Publish = Annotated[Draft | Now | At, Field(discriminator="when")]


class PatienceIn(WireModel):
    """How late the posts of a message may leave."""

    minutes: int = Field(ge=1, le=43_200, description="After its time; at most 30 days.")
    otherwise: Literal["miss", "ask"] = Field(
        "miss", description="Then it is not sent (`missed`), or held until a person decides (`held`)."
    )


class PatienceOut(PatienceIn):
    """How late the posts of a message may leave, and until when that is."""

    until: datetime | None = Field(description="null: it has no time yet.")


class MessageIn(WireModel):
    """A message as its author writes it."""

    content: ContentIn
    targets: list[TargetIn] = Field([], max_length=MOST_TARGETS)
    publish: Publish = Draft(when="draft")
    variants: dict[ChannelName, VariantIn] = Field({}, max_length=50)
    options: dict[ChannelName, Options] = Field({}, max_length=50)
    on_unknown: Literal["ask", "retry"] = "ask"
    lateness: PatienceIn | None = Field(None, description="Left out: its posts leave, however late.")


class RescheduleIn(WireModel):
    """Another time for a message."""

    publish: Publish


class ScheduleOut(WireModel):
    """When a message is published: what the author meant, and the instant it was resolved to."""

    local: LocalTime
    zone: str
    instant: datetime
    fold: Literal["none", "gap", "overlap"]


class FallbackOut(WireModel):
    """An account that takes over, and after how long without word; null: only when the one before fails."""

    account_id: UUID
    after_minutes: int | None


class TargetOut(WireModel):
    """An account that publishes; for how many recipients that are named, and for which list."""

    account_id: UUID
    recipients: int
    recipient_list_id: UUID | None = None
    requires_consent: bool = False
    fallbacks: list[FallbackOut] = Field([])


class FanOutOut(WireModel):
    """How many people of the lists deliveries have been made for, of how many."""

    done: int
    total: int


class MessageOut(WireModel):
    """A message and how far it is."""

    id: UUID
    status: str
    content: ContentOut
    targets: list[TargetOut]
    schedule: ScheduleOut | None
    variants: dict[str, Any]
    options: dict[str, Any]
    on_unknown: str
    lateness: PatienceOut | None = Field(None, description="null: however late.")
    counts: dict[str, int] = Field(description="Deliveries by state.")
    fan_out: FanOutOut | None = Field(
        None, description="How far the deliveries to lists are made; null for a message without a list."
    )
    version: int
    content_hash: str
    created_at: datetime
    updated_at: datetime
    created_by: str


class MessageDetailOut(MessageOut):
    """A message with its first deliveries and all their attempts."""

    deliveries: list[DeliveryOut] = Field(description=f"The first {MOST_DELIVERIES_INSIDE} at most.")
    all_deliveries: str | None = Field(
        None, description="Where all of them are listed; null where they all stand in `deliveries`."
    )


class MessagePage(WireModel):
    """Messages, newest first."""

    items: list[MessageOut]
    next: str | None = Field(
        description="Pass as `cursor` for what follows; null at the end. Words are looked for in "
        f"{MOST_SEARCHED:,} messages a page, so with `q` a page may have few items, or none, and a `next`."
    )
