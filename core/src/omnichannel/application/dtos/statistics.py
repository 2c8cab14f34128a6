"""Statistics on the wire."""

from datetime import date, datetime

from pydantic import Field

from omnichannel.application.dtos.wire import WireModel

MOST_DAYS = 92


class OutcomesOut(WireModel):
    """How many deliveries ended so."""

    arrived: int = Field(0, description="Published, delivered and read together, when published.")
    failed: int = 0
    missed: int = 0
    cancelled: int = 0
    skipped: int = 0


class ChannelDayOut(OutcomesOut):
    """The same, of one channel on one day."""

    channel: str


class LatenessBucketOut(WireModel):
    """Publications that were later than the bound before and not later than this one."""

    up_to_seconds: int | None = Field(description="Null: later than all bounds.")
    count: int


class LatenessOut(WireModel):
    """How late posts were published that were published in a day or in several."""

    published: int
    longest_seconds: float | None = Field(description="Null where nothing was published.")
    buckets: list[LatenessBucketOut]


class DayOut(WireModel):
    """A day in the zone; channels with nothing on that day are left out."""

    day: date
    starts_at: datetime = Field(description="The instant at which the day begins in the zone.")
    channels: list[ChannelDayOut]
    lateness: LatenessOut = Field(description="Of what was published on this day.")


class BacklogOut(WireModel):
    """What is not finished at the moment of the answer."""

    at: datetime
    due: int = Field(description="Their time has come, and nobody has begun with them.")
    overdue: int = Field(description="Those of them that have been due for more than a minute.")
    waiting: int = Field(description="Will be tried again, or wait for their account.")
    asks_person: int = Field(description="A person has to say what became of them.")


class StatisticsOut(WireModel):
    """What became of deliveries, day by day, what is not finished, and how late it was."""

    zone: str
    since: date
    until: date = Field(description="The last day, which is counted.")
    total: OutcomesOut
    days: list[DayOut]
    now: BacklogOut
    lateness: LatenessOut
