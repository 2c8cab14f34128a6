"""A message in one line: what people see first."""

from datetime import timedelta

from rich.text import Text

from omnichannel.application.dtos.messages import MessageOut
from omnichannel.presentation.cli.moments import day, in_zone, scheduled_at
from omnichannel.presentation.cli.short_ids import short
from omnichannel.presentation.cli.signs import MESSAGE, sign_of

A_MOMENT = timedelta(seconds=2)


def heading(message: MessageOut) -> Text:
    """Tell a message that was just accepted: "Message 7c31e9a2 · 3 accounts · 214 deliveries · now"."""
    deliveries = sum(message.counts.values())
    facts = [many(len(message.targets), "account"), many(deliveries, "delivery", "deliveries"), when(message)]
    text = Text("Message ").append(short(message.id), style="cyan")
    return text.append("".join(f" · {fact}" for fact in facts))


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
    said = f"{schedule.local:%H:%M} {{}} in {schedule.zone} on {day(schedule.local)}"
    if schedule.fold == "gap":
        shown = in_zone(schedule.instant, schedule.zone)
        return f"{said.format('does not exist')}; it goes out at {shown:%H:%M}"
    return f"{said.format('happens twice')}; it goes out at the first one"


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
