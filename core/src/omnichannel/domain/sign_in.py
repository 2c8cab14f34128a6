"""
What a platform says about a sign-in: who may be connected with it, and whether it is still good.

    Grant = Granted | NotGranted
    Health = Alive | Dead | CannotTell
    Renewal = Refreshed | Dead | CannotTell
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from omnichannel.domain.outcome import CannotTell


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A page, number or profile that the person who signed in may publish for.

    Attributes:
        external_id: the platform's id of it.
        credentials: an instance of the channel's credentials model; secrets in it are `SecretStr`.
        expires_at: when the credentials end; None: never, or the platform does not say.
    """

    external_id: str
    name: str
    credentials: Any = field(repr=False)
    handle: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """The platform let the person in. Without a candidate there is nothing that can be connected."""

    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class NotGranted:
    """The platform did not accept the code; *reason* and *fix* are told to the person as they stand."""

    reason: str
    fix: str


Grant = Granted | NotGranted


@dataclass(frozen=True, slots=True)
class Alive:
    """The platform accepts the credentials; *expires_at* is None where they do not end or nobody says."""

    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dead:
    """The platform no longer accepts the credentials, or they do not allow publishing."""

    reason: str
    fix: str


Health = Alive | Dead | CannotTell


@dataclass(frozen=True, slots=True)
class Refreshed:
    """
    The platform renewed a sign-in.

    Attributes:
        credentials: an instance of the channel's credentials model, whole: what the platform did not
            replace stands in it as it was.
        expires_at: when they end; None: never, or the platform does not say.
    """

    credentials: Any = field(repr=False)
    expires_at: datetime | None = None


Renewal = Refreshed | Dead | CannotTell
