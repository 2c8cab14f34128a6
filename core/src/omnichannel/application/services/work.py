"""Work: a claim with its channel opened, its account unsealed and its post made."""

from dataclasses import dataclass
from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.application.ports.outbound.channels import Channel
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.claim import Claim


@dataclass(frozen=True, slots=True)
class Work:
    """What is needed to deal with one claimed delivery."""

    claim: Claim
    channel: Channel
    account: OpenAccount
    post: Post[Any]
