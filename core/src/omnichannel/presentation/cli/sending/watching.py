"""Shows how deliveries get on: a table that updates itself on a terminal, one event a line elsewhere."""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from uuid import UUID

from rich.console import Console, Group
from rich.live import Live

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.messages import MessageDetailOut
from omnichannel.presentation.cli.console import WIDTH, is_lively
from omnichannel.presentation.cli.moments import clock
from omnichannel.presentation.cli.sending.rows import MOST_ROWS, rows_of, rows_table
from omnichannel.presentation.cli.wrapping import wrapped

NOTHING_UNDER_SECONDS = 1.0

Shown = Callable[[MessageDetailOut], None]


def watch(
    looks: Iterable[MessageDetailOut],
    accounts: Mapping[UUID, AccountOut],
    *,
    console: Console | None,
    zone: str | None,
    seen: Shown,
) -> None:
    """
    Show each look until there are no more.

    Args:
        looks: the message, again and again, changed or not.
        console: where it is shown; None shows nothing.
        seen: is told each look, so that whoever interrupts knows the last one.
    """
    with ExitStack() as stack:
        show: Shown | None = None
        if console is not None and is_lively(console):
            show = _Moving(stack, console, accounts, zone)
        elif console is not None:
            show = _Lines(console, accounts, zone)
        for message in looks:
            seen(message)
            if show is not None:
                show(message)


class _Moving:
    """A table in place. What takes less than a second is not worth a flicker."""

    def __init__(
        self, stack: ExitStack, console: Console, accounts: Mapping[UUID, AccountOut], zone: str | None
    ) -> None:
        self._stack, self._console, self._accounts, self._zone = stack, console, accounts, zone
        self._began, self._live = time.monotonic(), Live(console=console, transient=True, auto_refresh=False)
        self._is_live = False

    def __call__(self, message: MessageDetailOut) -> None:
        if time.monotonic() - self._began < NOTHING_UNDER_SECONDS:
            return
        if not self._is_live:
            self._stack.enter_context(self._live)
            self._is_live = True
        rows = rows_of(message, self._accounts)
        lines = rows_table(rows, zone=self._zone, width=self._console.width, most=MOST_ROWS)
        self._live.update(Group(*lines), refresh=True)


class _Lines:
    """One event a line, with its time."""

    def __init__(self, console: Console, accounts: Mapping[UUID, AccountOut], zone: str | None) -> None:
        self._console, self._accounts, self._zone = console, accounts, zone
        self._width = console.width if console.is_terminal else WIDTH
        self._told: dict[str, str] = {}

    def __call__(self, message: MessageDetailOut) -> None:
        for row in rows_of(message, self._accounts):
            text = row.told(self._zone).plain
            if self._told.get(row.key) != text:
                self._told[row.key] = text
                now = clock(datetime.now(UTC), self._zone)
                event = f"{now}  {row.sign.sign} {row.channel}  {row.account}  {row.done}  {text}"
                for line in wrapped(event.rstrip(), width=self._width, hang=4):
                    self._console.print(line, markup=False)
