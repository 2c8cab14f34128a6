"""What publishing would do, told before it is done."""

from typing import Literal
from uuid import UUID

from omnichannel.application.dtos.content import MediaRefOut
from omnichannel.application.dtos.wire import WireModel


class ComplaintOut(WireModel):
    """
    What would be refused, and what to do about it.

    *field* says where it stands in the message, as a JSON pointer.
    """

    field: str
    detail: str
    fix: str
    limit: str | None
    severity: Literal["blocks", "warns"]


class CountOut(WireModel):
    """A length as the platform counts it."""

    field: str
    used: int
    limit: int
    unit: str


class RenderedOut(WireModel):
    """Exactly what would be sent, made by the code that sends."""

    text: str
    title: str | None
    link: str | None
    html: str | None
    sender: str | None
    recipient: str | None
    media: list[MediaRefOut]
    counts: list[CountOut]


class SimulatedPost(WireModel):
    """
    One account's post.

    *recipients*: to how many addresses it would go; 0 where there are none. *left_out*: how many of them
    would be skipped, because they are not to be written to. *step*: its place among the ways to reach a
    person; above 0 it goes only to those whom the steps before did not reach.
    """

    account_id: UUID
    channel: str
    publishable: bool
    complaints: list[ComplaintOut]
    rendered: RenderedOut | None
    recipients: int
    left_out: int = 0
    step: int = 0


class Simulation(WireModel):
    """
    What a message would become.

    *problems* are those of the message as a whole; *publishable*: there are none, and no complaint
    blocks any of its posts.
    """

    publishable: bool
    problems: list[ComplaintOut]
    posts: list[SimulatedPost]
