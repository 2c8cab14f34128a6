"""What the person who runs it may set. Environment: `OMNICHANNEL_EMAIL_<FIELD>`."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class EmailSettings(BaseModel):
    """Settings of the channel, the same for all accounts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ca_file: Path | None = Field(
        None,
        description="PEM file of one more certificate authority to trust, beside those of the system.",
    )
    timeout_seconds: float = Field(
        30, gt=0, le=600, description="How long one reply of a mail server may take, in seconds."
    )
    helo_hostname: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9.\-\[\]:]+$",
        description="The name we greet a mail server with; left out, it is the sender's domain.",
    )
