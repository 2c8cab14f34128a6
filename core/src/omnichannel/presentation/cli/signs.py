"""How states look: a sign, a word and a colour; the colour is never needed to understand."""

from typing import NamedTuple

from rich.text import Text


class Sign(NamedTuple):
    """A state as people see it."""

    sign: str
    word: str
    style: str


DELIVERY = {
    "held": Sign("✎", "held", "dim"),
    "standby": Sign("⋯", "stands by", "dim"),
    "scheduled": Sign("◷", "scheduled", "blue"),
    "released": Sign("➤", "released", "blue"),
    "publishing": Sign("◌", "publishing", "magenta"),
    "pending": Sign("⧗", "platform is working", "magenta"),
    "waiting": Sign("↻", "waiting", "yellow"),
    "unknown": Sign("?", "unknown", "bright_magenta"),
    "published": Sign("✓", "published", "green"),
    "delivered": Sign("✓✓", "delivered", "green"),
    "read": Sign("◉", "read", "green"),
    "failed": Sign("✕", "failed", "red"),
    "missed": Sign("⌀", "missed", "yellow"),
    "cancelled": Sign("⊘", "cancelled", "dim"),
    "skipped": Sign("»", "left out", "dim"),
}
MESSAGE = {
    **DELIVERY,
    "draft": Sign("✎", "draft", "dim"),
    "awaiting_approval": Sign("⚑", "waits for approval", "bright_magenta"),
    "partial": Sign("◐", "partly published", "red"),
    "attention": Sign("?", "needs you", "bright_magenta"),
}
ACCOUNT = {
    "connected": Sign("●", "connected", "green"),
    "active": Sign("●", "active", "green"),
    "paused": Sign("▲", "paused", "yellow"),
}

PLUGIN = {
    "active": Sign("●", "active", "green"),
    "disabled": Sign("○", "disabled", "dim"),
    "incompatible": Sign("▲", "incompatible", "yellow"),
    "broken": Sign("✕", "broken", "red"),
}
FINDING = {
    "good": Sign("✓", "good", "green"),
    "note": Sign("·", "note", "dim"),
    "warning": Sign("▲", "warning", "yellow"),
    "problem": Sign("✕", "problem", "red"),
}
ENDING = {
    "notice": Sign("▲", "ends", "yellow"),
    "warning": Sign("▲", "ends soon", "yellow"),
    "urgent": Sign("▲", "ends this week", "red"),
    "ended": Sign("✕", "ended", "red"),
}

PROBED = {
    True: Sign("✓", "works", "green"),
    False: Sign("✕", "does not work", "red"),
    None: Sign("?", "could not be asked", "bright_magenta"),
}

REFRESHED = {
    True: Sign("✓", "renewed", "green"),
    False: Sign("✕", "cannot be renewed", "red"),
    None: Sign("?", "not renewed yet", "bright_magenta"),
}

HAS_ROOM = {
    "yes": Sign("✓", "may publish", "green"),
    "no": Sign("✕", "may not publish", "red"),
}


def sign_of(state: str, family: dict[str, Sign]) -> Sign:
    """Give how *state* looks; one that this version does not know yet is shown by its name."""
    return family.get(state) or Sign("·", state.replace("_", " "), "")


def mark(sign: Sign) -> Text:
    """Give the sign."""
    return Text(sign.sign, style=sign.style)


def word(sign: Sign) -> Text:
    """Give the word."""
    return Text(sign.word, style=sign.style)
