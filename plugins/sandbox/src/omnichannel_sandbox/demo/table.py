"""The live table of deliveries."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from omnichannel_sandbox.demo.story import Followed, is_finished, seconds_taken

SIGNS = {
    "held": ("✎", "dim"),
    "scheduled": ("◷", "blue"),
    "released": ("➤", "blue"),
    "publishing": ("◌", "magenta"),
    "pending": ("⧗", "magenta"),
    "waiting": ("↻", "yellow"),
    "unknown": ("?", "bright_magenta"),
    "published": ("✓", "green"),
    "delivered": ("✓✓", "green"),
    "read": ("◉", "green"),
    "failed": ("✕", "red"),
    "missed": ("⌀", "yellow"),
    "cancelled": ("⊘", "dim"),
    "skipped": ("»", "dim"),
}


def deliveries_table(messages: Sequence[Followed]) -> Table:
    """Draw every delivery: sign, message, channel, state and why, seconds."""
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    table.add_column("", width=2)
    table.add_column("Message", max_width=30, no_wrap=True, overflow="ellipsis")
    table.add_column("Channel")
    table.add_column("State", max_width=28)
    table.add_column("Took", justify="right")
    for message in messages:
        for delivery in message.deliveries:
            table.add_row(*_row(message, delivery))
    return table


def draw_table(messages: Sequence[Followed], path: Path) -> None:
    """Draw the table into an SVG file, 80 columns wide."""
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True)
    console.print(deliveries_table(messages))
    console.save_svg(str(path), title="omnichannel demo")


def _row(message: Followed, delivery: dict[str, Any]) -> tuple[Text | str, ...]:
    sign, style = SIGNS[delivery["state"]]
    took = f"{seconds_taken(message, delivery):.1f} s" if is_finished(delivery) else ""
    state = Text(delivery["state"], style=style)
    if any(attempt["outcome"] == "found" for attempt in delivery["tries"]):
        state.append(", found there", style="dim")
    elif delivery["reason"]:
        state.append(f", {delivery['reason']}", style="dim")
    return (
        Text(sign, style=style),
        message.title,
        delivery["channel"],
        state,
        took,
    )
