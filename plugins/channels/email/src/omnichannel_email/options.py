"""What one message may ask of mail alone."""

from pydantic import BaseModel, ConfigDict, Field

from omnichannel_email.unsubscribe import Unsubscribe


class EmailOptions(BaseModel):
    """Options of one mail; the subject is the message's title."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    html: str | None = Field(
        None, description="The HTML part, sent as it is. Left out, it is made from the text."
    )
    preheader: str | None = Field(
        None, max_length=250, description="A line that mail programs show beside the subject."
    )
    reply_to: str | None = Field(None, description="Where answers go; left out, the account's own rule.")
    unsubscribe: Unsubscribe | None = Field(
        None, description="How people leave this list; left out, the account's own rule."
    )
