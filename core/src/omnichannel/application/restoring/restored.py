"""What a restore did, or would do: counted record by record, for the person who asked for it."""

import heapq
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.fan_out import FanOut

TOLD_NEXT = 5


@dataclass(slots=True)
class Restored:
    """
    What a restore did, or would do.

    Attributes:
        records: by kind.
        looked_for: deliveries that are looked for first, by channel.
        asks_person: deliveries that waited for a person already.
        next: the earliest deliveries that go out, with their time, the first one first.
        planned: how many deliveries wait for a time.
        unsealable: names of active accounts that were paused since their key is not here, with it.
        workspaces: those that have an account in the archive.
    """

    snapshot_at: datetime
    records: Counter[str] = field(default_factory=Counter)
    looked_for: Counter[str] = field(default_factory=Counter)
    asks_person: int = 0
    next: list[tuple[datetime, str]] = field(default_factory=list)
    planned: int = 0
    unsealable: list[tuple[str, str]] = field(default_factory=list)
    workspaces: set[UUID] = field(default_factory=set)

    def note(self, delivery: ChannelDelivery, *, was: ChannelDelivery) -> None:
        """Count one delivery."""
        if delivery.asks_person:
            self.asks_person += 1
        elif delivery is not was or delivery.state in (DeliveryState.UNKNOWN, DeliveryState.PENDING):
            self.looked_for[delivery.channel] += 1
        elif delivery.due_at is not None:
            self._plan(delivery.due_at, delivery.channel, 1)

    def note_fan_out(self, fan_out: FanOut, channel: str, *, planned_at: datetime) -> None:
        """Count the deliveries that are still to be made."""
        missing = fan_out.total - fan_out.position if fan_out.is_unfinished else 0
        if missing and fan_out.backup_of is not None:
            self.looked_for[channel] += missing
        elif missing:
            self._plan(planned_at, channel, missing)

    def _plan(self, at: datetime, channel: str, count: int) -> None:
        self.planned += count
        self.next = heapq.nsmallest(TOLD_NEXT, [*self.next, *[(at, channel)] * min(count, TOLD_NEXT)])
