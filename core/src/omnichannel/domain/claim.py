"""A claim: everything a worker needs to deal with one due delivery, fetched in one go."""

from dataclasses import dataclass, field
from datetime import datetime

from omnichannel.domain.account import Account
from omnichannel.domain.delivery import IRREVERSIBLE, Action, ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.message import Message


@dataclass(frozen=True, slots=True)
class Claim:
    """
    A delivery that its holder, and nobody else, may settle until *lease_until*.

    Attributes:
        delivery: as it stands after the claim, with the new fence.
        came_from: the state it was claimed from, which says what has to be done.
        was_due_at: since when it had been due.
    """

    delivery: ChannelDelivery
    came_from: DeliveryState
    message: Message
    account: Account
    lease_until: datetime
    was_due_at: datetime | None = field(default=None, compare=False)

    @property
    def action(self) -> Action:
        """
        Tell what to do with it.

        A claim from `publishing` means that its worker died. Where that worker recorded steps but
        not the irreversible one, nothing can have been published and the work goes on; otherwise
        the post is looked for first.
        """
        if self.came_from is DeliveryState.PENDING:
            return "check"
        if self.came_from is DeliveryState.UNKNOWN:
            return "find"
        if self.came_from is DeliveryState.PUBLISHING:
            steps = self.delivery.steps
            return "publish" if steps and IRREVERSIBLE not in steps else "find"
        return "publish"
