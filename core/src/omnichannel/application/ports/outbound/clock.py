"""The time, as a port: the domain never asks for it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the present instant; aware, UTC, microseconds."""
        ...
