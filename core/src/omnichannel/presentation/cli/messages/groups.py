"""The deliveries of a message, drawn together where many are alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from omnichannel.application.dtos.deliveries import DeliveryOut
from omnichannel.client.progress import needs_person

MOST_ALONE = 3
FINE = frozenset({"published", "delivered", "read", "scheduled", "held", "released"})


@dataclass(frozen=True, slots=True)
class Numbered:
    """A delivery and its number in its message; 1 is the first."""

    number: int
    delivery: DeliveryOut


def grouped(deliveries: Sequence[DeliveryOut]) -> list[list[Numbered]]:
    """
    Put together what is of one account and in one state.

    Few stay alone; so do those that need a person. The order is that of the first of each group.
    """
    numbered = [Numbered(place + 1, delivery) for place, delivery in enumerate(deliveries)]
    if len(numbered) <= MOST_ALONE:
        return [[one] for one in numbered]
    ordered = sorted(numbered, key=lambda one: (*_alike(one.delivery), one.number))
    groups: list[list[Numbered]] = []
    for _, found in groupby(ordered, key=lambda one: _alike(one.delivery)):
        members = list(found)
        alone = len(members) <= MOST_ALONE or needs_person(members[0].delivery)
        groups += [[one] for one in members] if alone else [members]
    return sorted(groups, key=lambda group: group[0].number)


def troubled(deliveries: Sequence[DeliveryOut]) -> list[Numbered]:
    """Give those of which somebody wants to know why they are not where they should be."""
    numbered = [Numbered(place + 1, delivery) for place, delivery in enumerate(deliveries)]
    return [one for one in numbered if one.delivery.state not in FINE and one.delivery.tries]


def _alike(delivery: DeliveryOut) -> tuple[str, str, str]:
    return str(delivery.account_id), delivery.state, str(delivery.id) if needs_person(delivery) else ""
