"""The machine's clock."""

from datetime import UTC, datetime


class SystemClock:
    """`Clock` of the machine."""

    def now(self) -> datetime:
        """Give the present instant."""
        return datetime.now(UTC)
