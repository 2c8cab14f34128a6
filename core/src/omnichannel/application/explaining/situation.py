"""Situation: everything an explanation is made from, read in one snapshot."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from omnichannel.application.explaining.telling import told
from omnichannel.application.ports.outbound.delivery_repository import Line
from omnichannel.domain.account import Account
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import LEFT_OUT, DeliveryState
from omnichannel.domain.lane import Lane
from omnichannel.domain.message import Message

NO_LINE = Line()
ChannelStanding = Literal["open", "disabled", "closed"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a chain; *label*: its channel, as people call it."""

    delivery: ChannelDelivery
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """
    One delivery and what surrounds it.

    Attributes:
        label: the channel as people call it.
        line: what it waits for although it is due, and with how many.
        spacing: the distance that the channel's overdue posts keep; None: none.
        standing: whether the channel can publish: "closed" is not installed or broken.
        zone: the IANA zone in which times are told.
        chain: the steps of its chain, itself among them; empty where it has none.
    """

    delivery: ChannelDelivery
    message: Message
    account: Account
    lane: Lane
    label: str
    standing: ChannelStanding
    now: datetime
    zone: str
    line: Line = NO_LINE
    spacing: timedelta | None = None
    chain: tuple[Step, ...] = ()

    @property
    def others(self) -> tuple[Step, ...]:
        """The other steps of its chain."""
        return tuple(one for one in self.chain if one.delivery.id != self.delivery.id)

    @property
    def successor(self) -> Step | None:
        """The next step of its chain that stands by, or that took over from it."""
        later = (one for one in self.others if one.delivery.chain_step > self.delivery.chain_step)
        return next((one for one in later if one.delivery.state not in LEFT_OUT), None)

    @property
    def predecessor(self) -> Step | None:
        """The step of its chain that is tried at present, before its own turn."""
        earlier = [one for one in self.others if one.delivery.chain_step < self.delivery.chain_step]
        tried = [one for one in earlier if one.delivery.state not in (DeliveryState.STANDBY, *LEFT_OUT)]
        return tried[-1] if tried else None

    def time(self, moment: datetime) -> str:
        """Tell a moment in the reader's zone."""
        return told(moment, zone=self.zone)

    @property
    def planned(self) -> datetime | None:
        """When it is meant to go out."""
        return self.message.schedule.instant if self.message.schedule else None
