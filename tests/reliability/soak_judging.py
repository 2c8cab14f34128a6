"""What became of deliveries, judged by the platform's own ledger; and the table that says so."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

ARRIVED = frozenset({"published", "delivered", "read"})
NOT_SENT = frozenset({"failed", "cancelled", "missed", "skipped"})
ALL = "all deliveries"


@dataclass(frozen=True, slots=True)
class Fate:
    """
    One delivery at the end, beside what the platform has.

    Attributes:
        mark: the text of its post, or the address of its mail; unique in a storm.
        arrived: how many posts or mails with this mark the platform took.
    """

    mark: str
    state: str
    asks_person: bool
    arrived: int

    @property
    def is_lost(self) -> bool:
        """It says that it is out and is not; or nobody will ever look at it again."""
        open_end = self.state not in ARRIVED | NOT_SENT and not self.asks_person
        return open_end or (self.state in ARRIVED and self.arrived == 0)

    @property
    def is_truthful(self) -> bool:
        """Published is there once, what was not sent is not there, who asks a person doubled nothing."""
        if self.state in ARRIVED:
            return self.arrived == 1
        if self.state == "unknown" and self.asks_person:
            return self.arrived <= 1
        return self.state in NOT_SENT and self.arrived == 0


@dataclass(slots=True)
class Row:
    """One line of the table."""

    injected: int = 0
    survived: int = 0
    duplicates: int = 0
    lost: int = 0

    def add(self, fates: Iterable[Fate]) -> None:
        """Count *fates*, each of which met the fault."""
        for fate in fates:
            self.injected += 1
            self.survived += fate.is_truthful
            self.duplicates += max(fate.arrived - 1, 0)
            self.lost += fate.is_lost


@dataclass
class Tally:
    """The table: a row a fault, and one for all deliveries, those that met none among them."""

    rows: dict[str, Row] = field(default_factory=dict)

    def count(self, fault: str, fates: Iterable[Fate]) -> None:
        """Add what became of deliveries that met *fault*."""
        self.rows.setdefault(fault, Row()).add(fates)

    def add(self, other: "Tally") -> None:
        """Add the table of another round."""
        for fault, row in other.rows.items():
            mine = self.rows.setdefault(fault, Row())
            mine.injected += row.injected
            mine.survived += row.survived
            mine.duplicates += row.duplicates
            mine.lost += row.lost

    @property
    def total(self) -> Row:
        """The row of all deliveries."""
        return self.rows[ALL]

    def markdown(self) -> str:
        """Write the table."""
        lines = ["| fault | injected | survived | duplicates | lost |", "|---|--:|--:|--:|--:|"]
        for fault, row in sorted(self.rows.items(), key=lambda one: (one[0] == ALL, one[0])):
            numbers = (row.injected, row.survived, row.duplicates, row.lost)
            lines.append(f"| {fault} | " + " | ".join(f"{number:,}" for number in numbers) + " |")
        return "\n".join(lines)


def fates_from(
    accepted: Collection[str], deliveries: Mapping[str, Mapping[str, Any]], arrived: Counter[str]
) -> dict[str, Fate]:
    """
    Judge everything that was accepted; a mark that the store knows nothing of is lost.

    Args:
        deliveries: state and `asks_person` of each mark's delivery.
    """
    nothing = {"state": "gone", "asks_person": False}
    return {
        mark: Fate(mark, told["state"], bool(told["asks_person"]), arrived[mark])
        for mark in accepted
        for told in [deliveries.get(mark, nothing)]
    }
