"""Faults one can order for a platform: the models of the control API's JSON."""

from random import Random
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, TypeAdapter

Operation = Literal["publish", "read", "upload", "delete"]
Extent = Literal["publish", "read", "upload", "any"]
Seconds = Annotated[float, Field(ge=0, le=3600)]


class Fault(BaseModel):
    """
    What every fault has: to how many requests it applies (None: until deleted), and to which.

    Of those, it meets each with the probability *chance*; the same *seed* gives the same draws.
    """

    model_config = ConfigDict(extra="forbid")

    times: int | None = Field(default=None, ge=1)
    on: Extent = "any"
    chance: Annotated[float, Field(gt=0, le=1)] = 1.0
    seed: int = 0
    _draws: Random | None = PrivateAttr(default=None)

    def strikes(self) -> bool:
        """Draw whether the next request meets it."""
        if self.chance >= 1:
            return True
        if self._draws is None:
            self._draws = Random(self.seed)  # noqa: S311 - it breaks things on purpose
        return self._draws.random() < self.chance


class RateLimited(Fault):
    """Refuse, nothing is stored. Graph: HTTP 400 with *code*; SMTP: 454."""

    kind: Literal["rate_limited"] = "rate_limited"
    code: Literal[4, 32, 80001] = 80001
    retry_after_seconds: Annotated[int, Field(ge=0)] | None = None


class ExpiredToken(Fault):
    """Refuse the credentials. Graph: 190 with subcode 463; SMTP: 535."""

    kind: Literal["expired_token"] = "expired_token"


class Slow(Fault):
    """Do the work at once, answer only *seconds* later."""

    kind: Literal["slow"] = "slow"
    seconds: Seconds


class AnswerLost(Fault):
    """Do the work, then close the connection without one byte of an answer."""

    kind: Literal["answer_lost"] = "answer_lost"
    on: Extent = "publish"


class ErrorBefore(Fault):
    """Fail before anything is stored. Graph: HTTP 500 with *code*; SMTP: 451."""

    kind: Literal["error_before"] = "error_before"
    code: Literal[1, 2] = 2
    on: Extent = "publish"


class ErrorAfter(Fault):
    """Store, then fail. Graph: HTTP 500 code 1; SMTP: 451."""

    kind: Literal["error_after"] = "error_after"
    on: Extent = "publish"


class StillProcessing(Fault):
    """Accept at once, show it to readers only *seconds* later."""

    kind: Literal["still_processing"] = "still_processing"
    seconds: Seconds
    on: Literal["publish"] = "publish"


class StaleReads(Fault):
    """Let reads lag *seconds* behind writes."""

    kind: Literal["stale_reads"] = "stale_reads"
    seconds: Seconds
    on: Literal["read"] = "read"


AnyFault = Annotated[
    RateLimited | ExpiredToken | Slow | AnswerLost | ErrorBefore | ErrorAfter | StillProcessing | StaleReads,
    Field(discriminator="kind"),
]
Refusal = RateLimited | ExpiredToken | ErrorBefore
Loss = AnswerLost | ErrorAfter
FAULTS: TypeAdapter[list[AnyFault]] = TypeAdapter(list[AnyFault])
"""Reads a JSON list of faults."""
