"""What an operation is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from starlette.datastructures import Headers

from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.application.ports.inbound.use_cases import UseCases
from omnichannel.domain.rights import Principal

InT = TypeVar("InT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[InT]):
    """
    One request, understood: who asks, for what.

    Attributes:
        principal: has the right that the operation declares.
        input: what the operation takes (body, query or form), validated.
        path: the path's parameters, converted.
        version: that of `If-Match`; 0 where the operation asks for none.
        key: that of `Idempotency-Key`; None where there is none.
    """

    use_cases: UseCases
    principal: Principal
    input: InT
    path: Mapping[str, Any]
    headers: Headers
    version: int = 0
    key: IdempotencyKey | None = None

    @property
    def id(self) -> UUID:
        """The path's id."""
        id: UUID = self.path["id"]
        return id
