"""A claim: everything a worker needs to deal with one due delivery, fetched in one go."""

from dataclasses import dataclass, field
from datetime import datetime

from omnichannel.domain.account import Account
from omnichannel.domain.delivery import IRREVERSIBLE, Action, ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.message import Message
from omnichannel.domain.pace import Pace


@dataclass(frozen=True, slots=True)
class Claim:
    """
    A delivery that its holder, and nobody else, may settle until *lease_until*.

    Attributes:
        delivery: as it stands after the claim, with the new fence.
        came_from: the state it was claimed from, which says what has to be done.
        was_due_at: since when it had been due.
        pace: what its lane had learned when it was claimed; None: nothing.
        is_ordered: whether the next post of its account waits for this one to end.
    """

    delivery: ChannelDelivery
    came_from: DeliveryState
    message: Message
    account: Account
    lease_until: datetime
    was_due_at: datetime | None = field(default=None, compare=False)
    pace: Pace | None = None
    is_ordered: bool = False

    @property
    def paced_at(self) -> datetime | None:
        """When the pace was learned that its lane had when it was claimed."""
        return None if self.pace is None else self.pace.since

    @property
    def action(self) -> Action:
        """
        Tell what to do with it.

        A claim from `publishing` means that its worker died. Where that worker recorded steps but
        not the irreversible one, nothing can have been published and the work goes on; otherwise
        the post is looked for first. One from `published` means that evidence of its arrival is missed.
        """
        if self.came_from is DeliveryState.PENDING:
            return "check"
        if self.came_from is DeliveryState.PUBLISHED:
            return "confirm"
        if self.came_from is DeliveryState.UNKNOWN:
            return "find"
        if self.came_from is DeliveryState.PUBLISHING:
            steps = self.delivery.steps
            return "publish" if steps and IRREVERSIBLE not in steps else "find"
        return "publish"
