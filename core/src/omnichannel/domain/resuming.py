"""
How often a publication may be resumed whose worker stopped: what kills its worker must not do so for ever.

Pure. What is known of the last time is kept beside the finished steps.
"""

from dataclasses import dataclass
from typing import Self

from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery_state import DeliveryState

RESUMED = "@resumed"
"""The step under which it is kept how often the work was resumed."""
MOST_STOPS = 5
"""So often a worker may stop at the same place."""


@dataclass(frozen=True, slots=True)
class Resumption:
    """
    A publication that goes on after its worker stopped.

    Attributes:
        stops: how many workers in a row stopped without finishing a step; 1 or more.
        steps: how many steps were finished when it was resumed.
        fence: the claim that resumed it.
    """

    stops: int
    steps: int
    fence: int

    @property
    def is_too_often(self) -> bool:
        """Whether it must not be tried again."""
        return self.stops >= MOST_STOPS

    def __str__(self) -> str:
        return f"{self.stops}/{self.steps}/{self.fence}"

    @classmethod
    def read(cls, kept: str) -> Self | None:
        """Read what was kept; None where it is not of this form."""
        parts = kept.split("/")
        return cls(*map(int, parts)) if len(parts) == 3 and all(one.isdecimal() for one in parts) else None


def resumption_of(claim: Claim) -> Resumption | None:
    """
    Say how a claim resumes what a stopped worker left; None where it resumes nothing.

    A step that was finished since, or a worker that lived to say what came of it, begin the count anew.
    """
    if claim.came_from is not DeliveryState.PUBLISHING or claim.action != "publish":
        return None
    kept, fence = claim.delivery.steps, claim.delivery.fence
    finished = sum(not name.startswith("@") for name in kept)
    last = Resumption.read(kept.get(RESUMED, ""))
    goes_on = last is not None and (last.steps, last.fence) == (finished, fence - 1)
    return Resumption(last.stops + 1 if last and goes_on else 1, finished, fence)
