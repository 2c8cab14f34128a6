"""Progress of a long copy: one line on a terminal that changes in place, nothing elsewhere."""

import time
from collections import Counter
from types import TracebackType
from typing import Self

from rich.progress import Progress, TextColumn, TimeElapsedColumn

from omnichannel.presentation.cli.console import diagnostics, is_lively

BEGIN_SECONDS = 1.0
"""What takes less shows nothing."""


class CountingProgress:
    """Shows how many of what were dealt with; at most ten times a second, from the first second on."""

    def __init__(self, what: str) -> None:
        self._counts: Counter[str] = Counter()
        self._begun = time.monotonic()
        console = diagnostics()
        columns = (TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Progress(
            *columns, console=console, transient=True, refresh_per_second=10, disable=not is_lively(console)
        )
        self._what, self._task = what, self._bar.add_task(what)
        self._is_shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def __call__(self, kind: str, records: int) -> None:
        """Count *records* of *kind*."""
        self._counts[kind] += records
        if not self._is_shown and time.monotonic() - self._begun > BEGIN_SECONDS:
            self._is_shown = True
            self._bar.start()
        told = ", ".join(f"{count:,} {name}" for name, count in self._counts.items())
        self._bar.update(self._task, description=f"{self._what}: {told}"[-70:])
