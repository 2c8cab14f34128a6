"""KeyProvider: who wraps the keys that seal secrets."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from omnichannel.domain.errors import OmnichannelError


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key that only the key named *key_id* can open again. *key_id*: at most 64 characters."""

    key_id: str
    wrapped: bytes


class WrongKey(OmnichannelError):
    """A secret was sealed under another key than the one at hand."""

    def __init__(self, sealed_under: str, at_hand: str) -> None:
        super().__init__(
            f"The secret was sealed under the key {sealed_under!r}; the key at hand is {at_hand!r}. "
            "Put the right key back, or connect the account again."
        )
        self.sealed_under, self.at_hand = sealed_under, at_hand


class KeyProvider(Protocol):
    """Wraps and unwraps 256-bit data keys with a master key that never leaves it."""

    async def open(self) -> None:
        """Get the master key ready; making one at the very first start is allowed."""
        ...

    def wrap(self, data_key: bytes) -> WrappedKey:
        """Wrap a 32-byte *data_key* under the current master key."""
        ...

    def unwrap(self, key: WrappedKey) -> bytes:
        """
        Open a wrapped data key.

        Raises:
            WrongKey: it was wrapped under a key that is not at hand, or was tampered with.
        """
        ...


@runtime_checkable
class TellsTrouble(Protocol):
    """An ability of key providers: to be asked, before anything is opened or made, what is wrong."""

    def trouble(self) -> str | None:
        """Say in sentences what keeps the key from being used, and the fix; None where nothing does."""
        ...
