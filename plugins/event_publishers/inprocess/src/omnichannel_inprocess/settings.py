"""Settings of the bus inside one process (`OMNICHANNEL_INPROCESS_...`)."""

from pydantic import BaseModel, ConfigDict, Field


class InProcessSettings(BaseModel):
    """How much may wait, and for how long."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    capacity: int = Field(default=1000, ge=1, description="How many events may wait to be handled.")
    consumers: int = Field(default=1, ge=1, le=64, description="How many events are handled at once.")
    drain_seconds: float = Field(
        default=10.0, ge=0, description="How long stopping waits for events that still wait."
    )
