"""What the person who runs it may set. Environment: `OMNICHANNEL_WEBHOOK_<FIELD>`."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

HostAndPort = Annotated[str, Field(pattern=r"^([a-z0-9._-]+|\[[0-9a-f:.]+\]):[0-9]{1,5}$", max_length=260)]


class WebhookSettings(BaseModel):
    """Settings of the channel."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    allowed_private_hosts: list[HostAndPort] = Field(
        [],
        max_length=100,
        description="Hosts with their ports that may be private and need no TLS.",
        examples=['["127.0.0.1:9000"]'],
    )
