"""A message in one line: what people see first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.text import Text

from omnichannel.presentation.cli.moments import day, scheduled_at, wall_time
from omnichannel.presentation.cli.short_ids import short
from omnichannel.presentation.cli.signs import MESSAGE, sign_of

if TYPE_CHECKING:
    from omnichannel.application.dtos.messages import MessageOut

A_MOMENT = timedelta(seconds=2)
BETWEEN = " · "


def heading(message: MessageOut, *, width: int) -> list[Text]:
    """Tell a message that was just accepted: "Message 7c31e9a2 · 3 accounts · 214 deliveries · now"."""
    deliveries = sum(message.counts.values())
    facts = [many(len(message.targets), "account"), many(deliveries, "delivery", "deliveries"), when(message)]
    lead = Text("Message ").append(short(message.id), style="cyan")
    return joined([lead, *map(Text, facts)], width=width)


def joined(facts: Sequence[Text], *, width: int, between: str = BETWEEN) -> list[Text]:
    """Put facts beside each other; what does not fit begins the next line."""
    lines = [facts[0].copy()]
    for fact in facts[1:]:
        if lines[-1].cell_len + fact.cell_len + len(between) <= width:
            lines[-1].append(between).append_text(fact)
        else:
            lines.append(Text("  ") + fact)
    return lines


def when(message: MessageOut) -> str:
    """Tell when it goes out."""
    if message.status == "draft":
        return "draft"
    if message.schedule is None or is_now(message):
        return "now"
    return scheduled_at(message.schedule)


def is_now(message: MessageOut) -> bool:
    """Say whether the author meant: at once."""
    if message.schedule is None:
        return False
    return message.schedule.zone == "UTC" and message.schedule.instant - message.created_at < A_MOMENT


def clock_note(message: MessageOut) -> str | None:
    """Tell where the wall clock skips the time that was meant, or shows it twice; else None."""
    if message.schedule is None or message.schedule.fold == "none":
        return None
    schedule = message.schedule
    meant, shown = schedule.local, wall_time(schedule)
    if schedule.fold == "gap":
        other_day = f"{day(shown)} " if shown.date() != meant.date() else ""
        return f"{meant:%H:%M} does not exist on that day: {other_day}{shown:%H:%M}"
    return f"{meant:%H:%M} happens twice on that day: the first one"


def what(message: MessageOut) -> str:
    """Give the words by which people know a message: its title, else its first line."""
    content = message.content
    first = next((line for line in content.text.splitlines() if line.strip()), "")
    return content.title or first or content.link or many(len(content.media), "picture or file", "files")


def status_word(message: MessageOut) -> Text:
    """Give the status in words."""
    sign = sign_of(message.status, MESSAGE)
    return Text(sign.word, style=sign.style)


def many(count: int, one: str, more: str | None = None) -> str:
    """Count things: "1 account", "3 accounts"."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"
