"""Domain values for tests: plain ones, of which each test replaces what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from omnichannel.domain.account import Account
from omnichannel.domain.claim import Claim
from omnichannel.domain.content import Content
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.rights import Principal, Right
from omnichannel.domain.target import Target
from omnichannel.domain.walltime import WallTime

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
WORKSPACE = UUID(int=1)
ACCOUNT = UUID(int=2)
MESSAGE = UUID(int=3)
DELIVERY = UUID(int=4)
PRINCIPAL = Principal(WORKSPACE, "local", frozenset(Right))


def at(seconds: float) -> datetime:
    """Give the instant so many seconds after `NOW`."""
    return NOW + timedelta(seconds=seconds)


def account(**fields: Any) -> Account:
    """Give an account of the channel `feed`."""
    return replace(Account(ACCOUNT, WORKSPACE, "feed", "Harbour Bakery", NOW), **fields)


def message(**fields: Any) -> Message:
    """Give a message that is due now."""
    made = Message(
        id=MESSAGE,
        workspace_id=WORKSPACE,
        content=Content("Fresh bread from seven."),
        targets=(Target(ACCOUNT),),
        editorial=Editorial.SCHEDULED,
        created_at=NOW,
        updated_at=NOW,
        created_by="local",
        schedule=WallTime(NOW.replace(tzinfo=None), "UTC", NOW),
    )
    return replace(made, **fields)


def delivery(**fields: Any) -> ChannelDelivery:
    """Give a delivery in its first attempt."""
    made = ChannelDelivery(
        id=DELIVERY,
        message_id=MESSAGE,
        workspace_id=WORKSPACE,
        account_id=ACCOUNT,
        channel="feed",
        state=DeliveryState.PUBLISHING,
        updated_at=NOW,
        due_at=at(60),
        fence=1,
        attempts=1,
        started_at=NOW,
        sent_since=NOW,
    )
    return replace(made, **fields)


def claim(came_from: DeliveryState = DeliveryState.SCHEDULED, **fields: Any) -> Claim:
    """Give a claim with a lease of a minute; *fields* are the delivery's."""
    return Claim(delivery(**fields), came_from, message(), account(), at(60))
