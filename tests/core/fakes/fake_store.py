"""A store that knows settlements, steps and owners, and nothing else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self, cast
from uuid import UUID

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.errors import StoreUnavailable
from omnichannel.domain.settlement import Settlement


@dataclass
class FakeDeliveries:
    """
    The part of a `DeliveryRepository` that the worker uses.

    Attributes:
        fails: how many of the next settlements raise.
        refuses: a delivery whose settlement always raises.
        steps: finished steps by name.
        leases: the end of each renewed lease, in order.
        holds: whether the claim is still the worker's.
        is_locked: steps cannot be kept at present.
        owned: deliveries by the external id they own.
    """

    fails: int = 0
    refuses: UUID | None = None
    settled: list[Settlement] = field(default_factory=list)
    steps: dict[str, str] = field(default_factory=dict)
    leases: list[datetime] = field(default_factory=list)
    holds: bool = True
    is_locked: bool = False
    owned: dict[str, UUID] = field(default_factory=dict)

    async def settle(self, settlements: Sequence[Settlement]) -> set[UUID]:
        """Keep settlements."""
        if self.fails:
            self.fails -= 1
            raise OSError("the database is locked")
        ids = {one.delivery_id for one in settlements}
        if self.refuses in ids:
            raise ValueError("this row cannot be written")
        self.settled += settlements
        return ids

    async def record_step(
        self, delivery_id: UUID, *, fence: int, name: str, result: str, lease_until: datetime
    ) -> bool:
        """Keep a step while the claim is held."""
        if self.is_locked:
            raise StoreUnavailable("The database is locked.")
        if self.holds:
            self.steps[name] = result
            self.leases.append(lease_until)
        return self.holds

    async def owners(self, account_id: UUID, external_ids: Collection[str]) -> dict[str, UUID]:
        """Say who owns ids."""
        return {id: self.owned[id] for id in external_ids if id in self.owned}


@dataclass
class FakeUnitOfWork:
    """A unit of work over the fake deliveries."""

    deliveries: FakeDeliveries

    async def commit(self) -> None:
        """Do nothing."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Do nothing."""


class FakeStore:
    """Makes units of work over *deliveries*."""

    def __init__(self, deliveries: FakeDeliveries | None = None) -> None:
        self.deliveries = deliveries or FakeDeliveries()

    def unit_of_work(self, workspace_id: UUID | None = None) -> Any:
        """Begin."""
        return FakeUnitOfWork(self.deliveries)

    def reading(self, workspace_id: UUID | None = None) -> Any:
        """Begin."""
        return FakeUnitOfWork(self.deliveries)

    @property
    def port(self) -> Store:
        """Give it as the port that the worker asks for; what it lacks would raise."""
        return cast(Store, self)
