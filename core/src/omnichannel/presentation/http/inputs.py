"""What an operation takes from a request: a body, a query, a form, or nothing."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel
from starlette.requests import Request

from omnichannel.presentation.http.problem_kinds import ProblemKind

In_co = TypeVar("In_co", covariant=True)
Reference = Mapping[type[BaseModel], Mapping[str, Any]]
"""For each model, the JSON Schema that refers to its component."""


class Takes(Protocol[In_co]):
    """Reads one kind of input, and says in OpenAPI what it reads."""

    @property
    def problems(self) -> tuple[ProblemKind, ...]:
        """What it refuses."""
        ...

    @property
    def models(self) -> tuple[type[BaseModel], ...]:
        """The models that have to be components of the document."""
        ...

    async def read(self, request: Request) -> tuple[In_co, bytes]:
        """
        Give the input, and bytes that stand for it under an idempotency key: equal where two inputs are.

        For JSON that is the body as it came; for a form, whose boundary differs each time, a digest of
        its parts.

        Raises:
            HttpProblem: it cannot be read, is too large, or is not valid.
        """
        ...

    def described(self, references: Reference) -> dict[str, Any]:
        """Give its part of an OpenAPI operation: `parameters` or `requestBody`."""
        ...


class Nothing:
    """Takes nothing; a body is ignored unread."""

    problems: tuple[ProblemKind, ...] = ()
    models: tuple[type[BaseModel], ...] = ()

    async def read(self, request: Request) -> tuple[None, bytes]:  # noqa: ARG002 - it is the port's
        """Give nothing."""
        return None, b""

    def described(self, references: Reference) -> dict[str, Any]:  # noqa: ARG002
        """Add nothing."""
        return {}


NOTHING = Nothing()
