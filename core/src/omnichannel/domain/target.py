"""To whom a message goes."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Recipient:
    """
    One person. Each of the addresses becomes a delivery of its own.

    Attributes:
        addresses: as the target's channel writes them (an e-mail address, an E.164 number).
    """

    addresses: tuple[str, ...]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """
    An account that publishes the message, and the people it writes to where its channel has them.

    A channel without recipients (a page's feed) has an empty tuple and gives one delivery.

    Attributes:
        recipient_list_id: further people, uploaded as a list; their deliveries are made in chunks later.
        requires_consent: recipients who did not agree to be written to, or no longer do, are left out.
    """

    account_id: UUID
    recipients: tuple[Recipient, ...] = ()
    recipient_list_id: UUID | None = None
    requires_consent: bool = False
