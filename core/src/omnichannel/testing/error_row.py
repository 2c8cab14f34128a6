"""One line of a channel's table of errors, as its tests state it."""

from dataclasses import dataclass

from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Outcome, Refused


@dataclass(frozen=True)
class ErrorRow:
    """
    What one answer of the platform means.

    Attributes:
        answer: the answer in a few words, for the report.
        outcome: what the channel made of it.
        kind: what it should have made of it; None: the answer does not tell, so `Unknown`.
    """

    answer: str
    outcome: Outcome
    kind: FailureKind | None

    @property
    def read_as(self) -> FailureKind | None:
        """The kind that the channel read; None where it read none."""
        return self.outcome.kind if isinstance(self.outcome, Deferred | Refused) else None
