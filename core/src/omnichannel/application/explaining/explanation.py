"""Explanation: what people are told about one delivery."""

from dataclasses import dataclass, field
from datetime import datetime

from omnichannel.application.dtos.explanations import Deed


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something that will happen by itself. *at* None: as soon as what it waits for has happened."""

    what: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class YouCan:
    """What a person can do about it: the deed, and what it leads to in words."""

    deed: Deed
    what: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    Why a delivery is not published yet, or that it is.

    No sentence holds an id, a state's name or a platform's code; those have fields of their own. Nor does
    one repeat what a platform or its plugin said: that is quoted apart (see `quoting`).

    Attributes:
        headline: the one sentence that answers "why?".
        meaning: what that means for the post: whether something was sent, whether it can be lost.
        steps: what happens by itself, the earliest first.
        deeds: what a person can do; empty where there is nothing to do.
    """

    headline: str
    meaning: str
    steps: tuple[NextStep, ...] = ()
    deeds: tuple[YouCan, ...] = field(default_factory=tuple)
