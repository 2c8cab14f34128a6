"""The world: what all simulated platforms of one sandbox share."""

import time
from collections.abc import Callable
from pathlib import Path

from omnichannel_sandbox.arrivals import Arrival
from omnichannel_sandbox.fault_board import FaultBoard
from omnichannel_sandbox.ledger import KEPT_ARRIVALS, Ledger
from omnichannel_sandbox.media import MediaShelf
from omnichannel_sandbox.smtp.mailbox import Mailbox

Clock = Callable[[], float]
"""Tells the time in Unix seconds."""


class World:
    """
    Ledger, files and faults of one sandbox, made together and cleared together.

    Args:
        data_dir: where files and mails lie.
        http_url: the sandbox's address, without a slash at the end.
        clock: tells the time.
        kept: how many arrivals are kept.
    """

    def __init__(
        self, data_dir: Path, *, http_url: str, clock: Clock = time.time, kept: int = KEPT_ARRIVALS
    ) -> None:
        self.http_url = http_url
        self.clock = clock
        self.media = MediaShelf(data_dir / "media")
        self.mailbox = Mailbox(data_dir / "mails")
        self.faults = FaultBoard()
        self.ledger = Ledger(kept=kept, dropped=self._drop)
        self.also_cleared: list[Callable[[], None]] = []

    def wall_url(self, arrival: Arrival) -> str:
        """Return where the wall shows *arrival*."""
        name = arrival.external_id if arrival.platform == "facebook" else arrival.n
        return f"{self.http_url}/wall/{arrival.platform}/{name}"

    def clear(self) -> None:
        """Forget everything that arrived, and every fault."""
        self.ledger.clear()
        self.faults.clear()
        self.faults.forget()
        for clear in self.also_cleared:
            clear()

    def _drop(self, arrival: Arrival) -> None:
        self.media.release(arrival.files)
        self.mailbox.remove(arrival.n)
