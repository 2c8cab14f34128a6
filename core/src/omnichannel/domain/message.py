"""A message: written once, published by several accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from omnichannel.domain.content import Content, Variant
from omnichannel.domain.lateness import JUST_AFTER, Lateness
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.target import Target
from omnichannel.domain.walltime import WallTime

OnUnknown = Literal["ask", "retry"]


@dataclass(frozen=True, slots=True)
class Message:
    """
    What was accepted, before and apart from what becomes of it.

    Attributes:
        variants: what single channels say instead, by channel name.
        options: each channel's own options, valid by its schema, by channel name.
        schedule: when it is published; None for a draft without a time.
        on_unknown: whether a person is asked where a platform cannot tell if a post arrived ("ask"),
            or it is sent again at the risk of a second post ("retry").
        version: 1 at first, one more with each edit; the ETag.
        content_hash: `omnichannel.domain.content_hash.content_hash` of it.
        lateness: how late its posts may leave; None: however late.
        created_by: the actor, as the audit log names them.
    """

    id: UUID
    workspace_id: UUID
    content: Content
    targets: tuple[Target, ...]
    editorial: Editorial
    created_at: datetime
    updated_at: datetime
    created_by: str
    schedule: WallTime | None = None
    variants: Mapping[str, Variant] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    on_unknown: OnUnknown = "ask"
    version: int = 1
    content_hash: str = ""
    lateness: Lateness | None = None

    def content_for(self, channel: str) -> Content:
        """Give what *channel* says: the common content with the channel's variant over it."""
        variant = self.variants.get(channel)
        return self.content if variant is None else variant.over(self.content)

    def patience_ends(self, asked_at: datetime | None) -> datetime | None:
        """
        Give the first moment at which a delivery of it comes too late; None: it may be however late.

        Args:
            asked_at: when a person asked for it to be sent after all; patience begins anew then.
        """
        if self.lateness is None or self.schedule is None:
            return None
        return self.lateness.deadline(self.schedule, asked_at) + JUST_AFTER

    def requires_consent(self, account_id: UUID) -> bool:
        """Say whether *account_id* writes to nobody who did not agree: one target that asks is enough."""
        return any(one.requires_consent for one in self.targets if account_id in one.account_ids)

    @property
    def account_ids(self) -> frozenset[UUID]:
        """Every account that it names."""
        return frozenset(id for one in self.targets for id in one.account_ids)

    @property
    def has_chains(self) -> bool:
        """Whether one of its targets has fallbacks."""
        return any(one.fallbacks for one in self.targets)

    @property
    def due_from(self) -> datetime:
        """When its posts are meant to go out, which gives them their order: its time, or its making."""
        return self.created_at if self.schedule is None else self.schedule.instant

    @property
    def list_ids(self) -> frozenset[UUID]:
        """The lists of people it goes to."""
        return frozenset(one.recipient_list_id for one in self.targets if one.recipient_list_id is not None)

    @property
    def has_lists(self) -> bool:
        """Whether it goes to a list of people, whose deliveries are not made with the message."""
        return bool(self.list_ids)

    def options_for(self, channel: str) -> Mapping[str, Any]:
        """Give *channel*'s own options."""
        return self.options.get(channel, {})
