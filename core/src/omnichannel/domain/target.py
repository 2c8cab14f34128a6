"""To whom a message goes."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Recipient:
    """
    One person. Each of the addresses becomes a delivery of its own.

    Attributes:
        addresses: as the target's channel writes them (an e-mail address, an E.164 number).
        otherwise: where each of the target's fallbacks reaches them; None: it does not.
    """

    addresses: tuple[str, ...]
    name: str | None = None
    otherwise: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Fallback:
    """
    An account that takes over where the one before it did not bring the message.

    Attributes:
        after: how long evidence is waited for that the one before brought it; None: only its failure counts.
    """

    account_id: UUID
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """
    An account that publishes the message, and the people it writes to where its channel has them.

    A channel without recipients (a page's feed) has an empty tuple and gives one delivery.

    Attributes:
        recipient_list_id: further people, uploaded as a list; their deliveries are made in chunks later.
        requires_consent: recipients who did not agree to be written to, or no longer do, are left out.
        fallbacks: who takes over, step by step, where it did not bring the message.
    """

    account_id: UUID
    recipients: tuple[Recipient, ...] = ()
    recipient_list_id: UUID | None = None
    requires_consent: bool = False
    fallbacks: tuple[Fallback, ...] = ()

    @property
    def account_ids(self) -> tuple[UUID, ...]:
        """Every account that may write to its people, in the order of the steps."""
        return (self.account_id, *(one.account_id for one in self.fallbacks))
