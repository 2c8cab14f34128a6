"""The fault board: which faults are ordered, and which of them the next request meets."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from omnichannel_sandbox.arrivals import PLATFORMS, Platform
from omnichannel_sandbox.faults import (
    AnswerLost,
    AnyFault,
    ErrorAfter,
    ErrorBefore,
    ExpiredToken,
    Loss,
    Operation,
    RateLimited,
    Refusal,
    Slow,
    StaleReads,
    StillProcessing,
)


@dataclass(slots=True)
class Troubles:
    """What one request meets: at most one refusal or loss, and any number of delays (in seconds)."""

    refusal: Refusal | None = None
    loss: Loss | None = None
    slow: float = 0.0
    processing: float = 0.0
    lag: float = 0.0

    def add(self, fault: AnyFault) -> bool:
        """Take *fault* in; False when a refusal or loss met the request already."""
        match fault:
            case Slow():
                self.slow += fault.seconds
            case StillProcessing():
                self.processing = max(self.processing, fault.seconds)
            case StaleReads():
                self.lag = max(self.lag, fault.seconds)
            case _ if self.refusal or self.loss:
                return False
            case RateLimited() | ExpiredToken() | ErrorBefore():
                self.refusal = fault
            case AnswerLost() | ErrorAfter():
                self.loss = fault
        return True


NO_TROUBLES = Troubles()
MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Met:
    """
    A refusal or a loss that a request met.

    Attributes:
        recipients: whom the request was for; empty where the platform knows none.
    """

    platform: Platform
    kind: str
    recipients: tuple[str, ...]


class FaultBoard:
    """Hold the ordered faults per platform, first ordered first met."""

    def __init__(self) -> None:
        self._ordered: dict[Platform, list[AnyFault]] = {platform: [] for platform in PLATFORMS}
        self._met: deque[Met] = deque(maxlen=MOST_REMEMBERED)

    def order(self, platform: Platform, faults: list[AnyFault]) -> None:
        """Replace the faults of *platform*."""
        self._ordered[platform] = list(faults)

    def clear(self, platform: Platform | None = None) -> None:
        """Delete the faults of *platform*, or all."""
        for name in PLATFORMS if platform is None else (platform,):
            self._ordered[name] = []

    def ordered(self) -> dict[Platform, list[AnyFault]]:
        """Return what is ordered now, with the *times* that are left."""
        return {platform: list(faults) for platform, faults in self._ordered.items()}

    def met(self) -> list[Met]:
        """Return the refusals and losses that were met, oldest first; the last 10,000 of them."""
        return list(self._met)

    def forget(self) -> None:
        """Forget what was met."""
        self._met.clear()

    def meet(self, platform: Platform, operation: Operation, recipients: Iterable[str] = ()) -> Troubles:
        """Say what a request for *operation* meets, use up the faults it met, and remember them."""
        if not self._ordered[platform]:
            return NO_TROUBLES
        troubles = Troubles()
        for fault in list(self._ordered[platform]):
            if fault.on in ("any", operation) and fault.strikes() and troubles.add(fault):
                self._use_up(platform, fault)
        if (harm := troubles.refusal or troubles.loss) is not None:
            self._met.append(Met(platform, harm.kind, tuple(recipients)))
        return troubles

    def expired(self, platform: Platform) -> bool:
        """Say whether a sign-in to *platform* meets an expired credential first, and use that fault up."""
        for fault in self._ordered[platform]:
            if isinstance(fault, ExpiredToken) and fault.on in ("any", "publish") and fault.strikes():
                self._use_up(platform, fault)
                return True
        return False

    def _use_up(self, platform: Platform, fault: AnyFault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self._ordered[platform] = [other for other in self._ordered[platform] if other is not fault]
