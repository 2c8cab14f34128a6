"""
What can go wrong for a program that talks to the API, as a tree.

    ClientError
    +-- NoToken              no token was found; says where it was looked for
    +-- WrongArgument        what was asked cannot be asked; nothing was sent
    |   +-- NoSuchAccount    no account is called that; carries those that are nearly called that
    |   +-- SeveralAccounts  more than one account is called that
    +-- ServerUnreachable    nobody listens there; nothing was sent
    +-- NoAnswer             the request may have arrived, its answer did not
    +-- NotOurServer         somebody else answered
    +-- StillWaiting         `wait` ended before the deliveries did
    +-- ApiProblem           the server said no, and why (RFC 9457)
        +-- Unauthenticated  401
        +-- RightMissing     403
        +-- NotFound         404
        +-- Conflict         409
        |   +-- StaleVersion 412
        +-- Invalid          400, 413, 415, 422: what was sent needs mending
        +-- RateLimited      429
        +-- ServerFault      500 and above
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omnichannel.application.dtos.messages import MessageDetailOut


class ClientError(Exception):
    """The root of everything the client raises on purpose."""


class NoToken(ClientError):
    """There is no token for the server that was named."""

    def __init__(self, url: str, looked_for: str) -> None:
        super().__init__(f"there is no token for {url}; looked for {looked_for}")
        self.url = url


class WrongArgument(ClientError):
    """What was asked cannot be asked. Nothing was sent."""


class NoSuchAccount(WrongArgument):
    """No account is called that; *near* are names of accounts that are nearly called that, best first."""

    def __init__(self, given: str, near: tuple[str, ...]) -> None:
        super().__init__(f"no account `{given}`" + (f"; did you mean `{near[0]}`?" if near else ""))
        self.given, self.near = given, near


class SeveralAccounts(WrongArgument):
    """More than one account is called that; *candidates* tell them apart."""

    def __init__(self, given: str, candidates: tuple[str, ...]) -> None:
        super().__init__(f"`{given}` stands for {len(candidates)} accounts: {', '.join(candidates)}")
        self.given, self.candidates = given, candidates


class ServerUnreachable(ClientError):
    """Nobody listens at the address. Nothing was sent."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"no server at {url} ({reason}); start one with `omnichannel serve`")
        self.url, self.reason = url, reason


class NoAnswer(ClientError):
    """
    The request may have arrived, and no answer came.

    Attributes:
        key: repeat a write with this `idempotency_key`, and it happens once; None for a read.
    """

    def __init__(self, url: str, reason: str, key: str | None) -> None:
        again = f"; repeated with the idempotency key {key} it happens only once" if key else ""
        super().__init__(f"{url} did not answer ({reason}){again}")
        self.url, self.reason, self.key = url, reason, key


class NotOurServer(ClientError):
    """What answered is not this API, or one of another age."""

    def __init__(self, url: str, status: int, why: str) -> None:
        super().__init__(f"what answered at {url} (status {status}) is not this API: {why}")
        self.url, self.status = url, status


class StillWaiting(ClientError):
    """The time is up and deliveries are still on their way; they go on without the client."""

    def __init__(self, message: MessageDetailOut, timeout: timedelta) -> None:
        super().__init__(
            f"message {message.id} is still {message.status} after {timeout.total_seconds():g} s"
        )
        self.message, self.timeout = message, timeout


@dataclass(frozen=True, slots=True)
class ProblemItem:
    """
    One thing to mend.

    Attributes:
        field: where it is: a JSON pointer into the request; "" is the whole.
        limit: the bound that was broken, in words.
        channel: the channel whose rule it is; None for a rule of the server.
    """

    field: str
    detail: str
    fix: str
    limit: str | None = None
    channel: str | None = None

    def __str__(self) -> str:
        place = f"{self.field}: " if self.field else ""
        return f"{place}{self.detail} {self.fix}".strip()


@dataclass(slots=True, kw_only=True, eq=False)
class ApiProblem(ClientError):
    """
    The server said no.

    Attributes:
        type: the kind of problem, as a path of the server that explains it.
        detail: what happened this time.
        problems: everything to mend, each with field and fix.
        correlation_id: stands in the server's log; name it when you report the problem.
        retry_after: how long the server asks to be left alone; None where it does not say.
    """

    type: str
    title: str
    status: int
    detail: str
    problems: tuple[ProblemItem, ...] = ()
    correlation_id: str | None = None
    retry_after: timedelta | None = None

    def __str__(self) -> str:
        more = (str(problem) for problem in self.problems if problem.detail not in self.detail)
        return " ".join([self.detail or self.title, *more])


class Unauthenticated(ApiProblem):
    """The server does not know the token."""


class RightMissing(ApiProblem):
    """The token is known and may not do this."""


class NotFound(ApiProblem):
    """There is no such thing."""


class Conflict(ApiProblem):
    """What was asked does not fit what is stored. Nothing was changed."""


class StaleVersion(Conflict):
    """Somebody changed it since it was read. Read it again and repeat the edit."""


class Invalid(ApiProblem):
    """What was sent needs mending; `problems` says where. Nothing was stored or sent."""


class RateLimited(ApiProblem):
    """Too many requests; `retry_after` says when the next one is welcome."""


class ServerFault(ApiProblem):
    """A fault of the server, or it has too much to do."""


BY_STATUS: dict[int, type[ApiProblem]] = {
    400: Invalid,
    401: Unauthenticated,
    403: RightMissing,
    404: NotFound,
    409: Conflict,
    412: StaleVersion,
    413: Invalid,
    415: Invalid,
    422: Invalid,
    428: Invalid,
    429: RateLimited,
}


def problem_class(status: int) -> type[ApiProblem]:
    """Say which exception stands for *status*."""
    return BY_STATUS.get(status, ServerFault if status >= 500 else ApiProblem)
