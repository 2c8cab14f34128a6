"""What can be asked about deliveries."""

from typing import Protocol
from uuid import UUID

from omnichannel.application.dtos.deliveries import DeliveryOut, DeliveryPage, ResolveIn
from omnichannel.application.dtos.explanations import ExplanationOut
from omnichannel.application.ports.inbound.messages import Accepted, IdempotencyKey
from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.domain.rights import Principal


class ListDeliveriesUseCase(Protocol):
    """List deliveries."""

    async def list(
        self, principal: Principal, only: DeliveryFilter, *, limit: int, cursor: str | None
    ) -> DeliveryPage:
        """
        List the deliveries that *only* wants, newest first; new ones do not move what follows a cursor.

        Raises:
            InvalidRequest: the cursor is not one of ours, or was made with other filters.
        """
        ...


class ResolveDeliveryUseCase(Protocol):
    """Read a delivery, and decide about one that goes no further by itself."""

    async def get(self, principal: Principal, id: UUID) -> DeliveryOut:
        """
        Give the delivery with every attempt.

        Raises:
            NotFound: there is no such delivery in the workspace.
        """
        ...

    async def resolve(
        self, principal: Principal, id: UUID, answer: ResolveIn, *, key: IdempotencyKey | None = None
    ) -> Accepted:
        """
        Say what became of a delivery that asks a person; gives a `DeliveryOut`.

        Sent again, it is due at once and has all its attempts before it. What was said with a *key* is said
        once: a repetition gets the same answer, whatever the delivery asks by then.

        Raises:
            IdempotencyMismatch: the key belongs to another request.
            InvalidRequest: the address is none, or is given for what is not published.
            NotFound: there is no such delivery in the workspace.
            NotAllowedNow: it does not ask.
        """
        ...

    async def retry(self, principal: Principal, id: UUID, *, key: IdempotencyKey | None = None) -> Accepted:
        """
        Send a delivery once more that failed, was missed or is held back; due at once, with all its attempts.

        With a *key*, a repetition sends nothing and gets the same answer, a `DeliveryOut`.

        Raises:
            IdempotencyMismatch: the key belongs to another request.
            NotFound: there is no such delivery in the workspace.
            NotAllowedNow: it did not fail and did not come too late.
        """
        ...


class ExplainDeliveryUseCase(Protocol):
    """Say in words why a delivery is not published yet."""

    async def explain(self, principal: Principal, id: UUID, *, zone: str | None) -> ExplanationOut:
        """
        Explain where the delivery stands.

        Args:
            zone: the IANA zone in which times are told; None: the message's own.

        Raises:
            InvalidRequest: there is no such zone.
            NotFound: there is no such delivery in the workspace.
        """
        ...
