"""A claim that is ready to be worked on."""

from dataclasses import replace
from typing import Any

from pydantic import SecretStr

from omnichannel.application.ports.outbound.channel_gateway import ChannelGateway
from omnichannel.application.posts import post_with
from omnichannel.application.services.work import Work
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.message import OnUnknown
from tests.core.fakes.examples import ACCOUNT, claim
from tests.core.fakes.fake_channels import FakeCredentials, FakeOptions, channel

TOKEN = "planted-token-0123456789"


def work(
    gateway: ChannelGateway,
    *,
    came_from: DeliveryState = DeliveryState.SCHEDULED,
    on_unknown: OnUnknown = "ask",
    delivery: dict[str, Any] | None = None,
    **fields: Any,
) -> Work:
    """Give work for *gateway*; *fields* are those of its channel."""
    held = claim(came_from, **(delivery or {}))
    held = replace(held, message=replace(held.message, on_unknown=on_unknown))
    opened = channel(gateway, **fields)
    account = OpenAccount(ACCOUNT, "feed", "Bakery", None, FakeCredentials(token=SecretStr(TOKEN)))
    return Work(held, opened, account, post_with(held.message, opened, FakeOptions(), held.delivery))
