"""The deliveries of a message, drawn together where many are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from omnichannel.client.progress import needs_person

if TYPE_CHECKING:
    from omnichannel.application.dtos.deliveries import DeliveryOut

MOST_ALONE = 3
MOST_ASKING = 20
FINE = frozenset({"published", "delivered", "read", "scheduled", "held", "released"})


@dataclass(frozen=True, slots=True)
class Numbered:
    """A delivery and its number in its message; 1 is the first."""

    number: int
    delivery: DeliveryOut


def numbered(deliveries: Sequence[DeliveryOut]) -> list[Numbered]:
    """Number the deliveries of a message in their order."""
    return [Numbered(place + 1, delivery) for place, delivery in enumerate(deliveries)]


def grouped(deliveries: Sequence[Numbered]) -> list[list[Numbered]]:
    """
    Put together what is of one account and in one state.

    Few stay alone; so do more of those that need a person. The order is that of the first of each group.
    """
    if len(deliveries) <= MOST_ALONE:
        return [[one] for one in deliveries]
    ordered = sorted(deliveries, key=lambda one: (*_alike(one.delivery), one.number))
    groups: list[list[Numbered]] = []
    for _, found in groupby(ordered, key=lambda one: _alike(one.delivery)):
        members = list(found)
        alone = len(members) <= (MOST_ASKING if needs_person(members[0].delivery) else MOST_ALONE)
        groups += [[one] for one in members] if alone else [members]
    return sorted(groups, key=lambda group: group[0].number)


def troubled(deliveries: Sequence[Numbered]) -> list[Numbered]:
    """Give those of which somebody wants to know why they are not where they should be."""
    return [one for one in deliveries if one.delivery.state not in FINE and one.delivery.attempts]


def _alike(delivery: DeliveryOut) -> tuple[str, str, bool]:
    return str(delivery.account_id), delivery.state, needs_person(delivery)
