"""Recipients who are not to be written to: their deliveries are made, and skipped."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from omnichannel.application.ports.outbound.recipient_repository import AddressPlace
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.message import Message
from omnichannel.domain.standing import Hindrance, Standing, address_key, hindrance

Standings = Mapping[AddressPlace, Standing]


def places_of(deliveries: Iterable[ChannelDelivery]) -> Iterator[AddressPlace]:
    """Say under which the addresses of *deliveries* are kept; those without an address have none."""
    for one in deliveries:
        if one.address is not None:
            yield AddressPlace(one.workspace_id, one.channel, address_key(one.address))


def hindrance_of(delivery: ChannelDelivery, message: Message, known: Standings) -> Hindrance | None:
    """Say why the recipient of *delivery* is not written to, or None."""
    requires_consent = message.requires_consent(delivery.account_id)
    return next(
        (hindrance(known.get(place), requires_consent=requires_consent) for place in places_of([delivery])),
        None,
    )


def with_left_out(
    deliveries: Iterable[ChannelDelivery], message: Message, known: Standings
) -> list[ChannelDelivery]:
    """Give *deliveries*, those that must not be sent skipped, with the reason."""
    return [_skipped(one, hindrance_of(one, message, known)) for one in deliveries]


def _skipped(delivery: ChannelDelivery, why: Hindrance | None) -> ChannelDelivery:
    if why is None:
        return delivery
    skipped = replace(delivery, state=DeliveryState.SKIPPED, due_at=None)
    return replace(skipped, kind=why.kind, reason=why.reason, fix=why.fix)
