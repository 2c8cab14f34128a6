"""
What can be wrong with a request, as a tree.

    OmnichannelError
    +-- InvalidRequest            the caller's input; carries problems, each with field, limit and fix
    +-- NotFound                  no such thing in this workspace
    +-- Conflict
    |   +-- IdempotencyMismatch   the key was used for another request
    |   +-- RequestInProgress     the first request with the key is being dealt with
    |   +-- StaleVersion          somebody edited in between
    |   +-- NotAllowedNow         the state forbids it
    +-- ChangesGone               what was asked of the feed of changes is no longer kept
    +-- Overloaded                too much is waiting; nothing was accepted
    +-- TooManyListeners          too many follow the feed of changes already
    +-- ChannelClosed             a channel cannot be opened at present
    |   +-- ChannelDisabled       somebody disabled it
    +-- StoreUnavailable          the store cannot be used at present; also an OSError
"""

from dataclasses import dataclass
from uuid import UUID


class OmnichannelError(Exception):
    """The root of everything this product raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing that is wrong, told so that it can be mended.

    Attributes:
        field: where it is, as a JSON pointer into the request ("/content/text"); "" is the whole.
        detail: what is wrong, with the value that came where it is safe to show.
        fix: what to do about it, in the imperative.
        limit: the bound that was broken, in words; None where there is none.
        channel: the channel whose rule it is; None for a rule of ours.
    """

    field: str
    detail: str
    fix: str
    limit: str | None = None
    channel: str | None = None


class InvalidRequest(OmnichannelError):
    """The request cannot be accepted; nothing was stored or sent."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.field or '/'}: {p.detail} {p.fix}" for p in problems))
        self.problems = problems


class NotFound(OmnichannelError):
    """There is no such thing in this workspace."""

    def __init__(self, kind: str, id: UUID | str) -> None:
        super().__init__(f"There is no {kind} {id} in this workspace.")
        self.kind, self.id = kind, id


class Conflict(OmnichannelError):
    """The request contradicts what is stored; nothing was changed."""


class IdempotencyMismatch(Conflict):
    """The idempotency key was used before, for another request."""

    fix = "Send the first request again unchanged, or use a new key."

    def __init__(self, key: str, first: str | None = None) -> None:
        """Take the key, and what is known of its first use, as the end of a sentence."""
        self.told = f"Idempotency-Key {key!r} was used for another request{f', {first}' if first else ''}."
        super().__init__(f"{self.told} {self.fix}")
        self.key = key


class RequestInProgress(Conflict):
    """The first request with the idempotency key is still being dealt with."""

    fix = "Repeat it in a second."

    def __init__(self, key: str) -> None:
        self.told = f"The request with the Idempotency-Key {key!r} is being dealt with."
        super().__init__(f"{self.told} {self.fix}")
        self.key = key


class StaleVersion(Conflict):
    """Somebody changed it since it was read."""

    def __init__(self, kind: str, id: UUID, expected: int) -> None:
        super().__init__(
            f"The {kind} {id} is no longer at version {expected}. Read it again and repeat the edit."
        )
        self.kind, self.id, self.expected = kind, id, expected


class NotAllowedNow(Conflict):
    """
    What was asked does not fit the state it is in.

    Attributes:
        asked: what cannot be done, as it follows "Cannot" ("edit the message").
        because: why not, in a clause of its own without a full stop ("it is being published").
        fix: what to do, in a sentence.
    """

    def __init__(self, asked: str, *, because: str, fix: str) -> None:
        super().__init__(f"Cannot {asked}: {because}. {fix}")
        self.asked, self.because, self.fix = asked, because, fix


class Overloaded(OmnichannelError):
    """Too many requests wait already; this one was not accepted and can be repeated."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} requests are waiting to be stored. Try again in a second.")
        self.waiting = waiting


class ChangesGone(OmnichannelError):
    """Something that came after the cursor is no longer kept, so that going on from it would miss it."""

    def __init__(self, *, after: int, last: int) -> None:
        super().__init__(
            f"Not all changes after the cursor {after} are kept any more. Read everything anew, then go on "
            f"with after={last}."
        )
        self.after, self.last = after, last


class TooManyListeners(OmnichannelError):
    """So many streams of changes are open that there is no room for one more."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"{most} streams of changes are open, and no more are served at once. Close one, or ask "
            "GET /v1/changes from time to time."
        )
        self.most = most


class StoreUnavailable(OmnichannelError, OSError):
    """
    The store cannot be used at present, and nothing was kept.

    The message is the store's own: what is wrong with it, in a sentence, and what to do about it.
    """


class ChannelClosed(OmnichannelError):
    """A channel cannot be opened at present; `ChannelUnavailable` says why."""


class ChannelDisabled(ChannelClosed):
    """Somebody disabled the channel; what is due on it waits until it is enabled."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"The channel {name!r} is disabled. {reason}")
        self.name = name
