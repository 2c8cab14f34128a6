"""ChangeRepository: the feed of facts. The store writes it by itself, with the rows the facts are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from omnichannel.domain.change import Change


@dataclass(frozen=True, slots=True)
class FeedBounds:
    """
    What there is of a workspace's feed.

    Attributes:
        forgotten: the place of the newest change that is no longer kept; 0 while all are.
        last: the place of the newest change there ever was; 0 before the first.
    """

    forgotten: int = 0
    last: int = 0


class ChangeRepository(Protocol):
    """
    Reads and forgets changes; nothing in the feed is ever edited.

    Nobody adds to it here. A message or account that is added, edited or removed, and a delivery whose
    state changes or that begins to ask a person, leaves one change in the same commit, in this order:
    whoever has read up to a place has missed nothing before it. New deliveries leave none; the message
    they belong to does.
    """

    async def after(self, place: int, *, limit: int) -> Sequence[Change]:
        """
        Give up to *limit* changes that come after *place*, oldest first.

        Args:
            place: that of the last change that was read; 0 for the beginning.
            limit: at most so many; 1 to 1,001.
        """
        ...

    async def bounds(self) -> FeedBounds:
        """Say from where to where the feed reaches; of one workspace, where it is confined to one."""
        ...

    async def forget(self, *, before: datetime, limit: int) -> int:
        """
        Drop the oldest changes as long as they are older than *before*, at most *limit* of them.

        It ends at the first that is not older, so that what is kept has no holes. Gives how many.
        """
        ...
