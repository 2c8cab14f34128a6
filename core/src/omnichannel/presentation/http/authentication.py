"""Who asks, and whether they may."""

import hmac
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from starlette.datastructures import Headers

from omnichannel.domain.errors import Problem
from omnichannel.domain.rights import Principal, Right
from omnichannel.presentation.http.problem_kinds import RIGHT_MISSING, UNAUTHENTICATED
from omnichannel.presentation.http.problems import HttpProblem

HEADER = "Authorization"
NOBODY = Principal(UUID(int=0), "anonymous", frozenset())
"""Who asks where nobody needs to say so: no workspace, no right."""


class Authenticate(Protocol):
    """Tells whom a token belongs to."""

    def __call__(self, token: str, /) -> Principal | None:
        """Give the principal, or None where the token is not valid. Compares in constant time."""
        ...


@dataclass(frozen=True, slots=True)
class LocalToken:
    """The one token of a server that serves one machine: whoever knows it may do everything."""

    token: str = field(repr=False)
    workspace_id: UUID

    def __post_init__(self) -> None:
        if not self.token:
            raise ValueError("the token is empty, so everybody would know it")

    def __call__(self, token: str, /) -> Principal | None:
        """Give the local principal for the right token."""
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            return None
        return Principal(self.workspace_id, "local", frozenset(Right))


def principal_from(headers: Headers, authenticate: Authenticate) -> Principal:
    """
    Find out who asks.

    Raises:
        HttpProblem: there is no bearer token, or it is not valid.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _challenge("There is no bearer token.")
    principal = authenticate(token.strip())
    if principal is None:
        raise _challenge("The token is not valid here.", ', error="invalid_token"')
    return principal


def demand(right: Right, principal: Principal) -> None:
    """
    Let *principal* pass who has *right*.

    Raises:
        HttpProblem: they do not; it names the right.
    """
    if right not in principal.rights:
        told = f"This needs the right {right.value}, which the token does not carry."
        problem = Problem(HEADER, told, "Send a token that carries it.", right.value)
        raise HttpProblem(RIGHT_MISSING, told, problem)


def _challenge(told: str, error: str = "") -> HttpProblem:
    fix = f"Send {HEADER}: Bearer <token>, with a token of this server."
    headers = {"WWW-Authenticate": f'Bearer realm="omnichannel"{error}'}
    return HttpProblem(UNAUTHENTICATED, f"{told} {fix}", Problem(HEADER, told, fix), headers=headers)
