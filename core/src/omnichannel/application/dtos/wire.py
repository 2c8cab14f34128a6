"""What all models on the wire share."""

from pydantic import BaseModel, ConfigDict


class WireModel(BaseModel):
    """Immutable, closed: an unknown field is an error that names it, never a silent typo."""

    model_config = ConfigDict(extra="forbid", frozen=True)
