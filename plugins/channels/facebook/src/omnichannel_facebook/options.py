"""What one message may ask of Facebook alone."""

from pydantic import BaseModel, ConfigDict


class FacebookOptions(BaseModel):
    """None yet: text, link and pictures are the message's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)
