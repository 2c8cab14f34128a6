"""Keys in memory."""

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from omnichannel.application.ports.outbound.key_provider import WrappedKey, WrongKey


class FakeKeys:
    """
    A `KeyProvider` whose master key is made from its name.

    Attributes:
        unwrapped: how many data keys were unwrapped.
    """

    def __init__(self, name: str = "key-1") -> None:
        self._name, self._cipher = name, AESGCM(hashlib.sha256(name.encode()).digest())
        self.unwrapped = 0

    async def open(self) -> None:
        """Do nothing."""

    def wrap(self, data_key: bytes) -> WrappedKey:
        """Wrap under the master key."""
        nonce = secrets.token_bytes(12)
        return WrappedKey(self._name, nonce + self._cipher.encrypt(nonce, data_key, None))

    def unwrap(self, key: WrappedKey) -> bytes:
        """Unwrap, or raise `WrongKey`."""
        self.unwrapped += 1
        if key.key_id != self._name:
            raise WrongKey(key.key_id, self._name)
        try:
            return self._cipher.decrypt(key.wrapped[:12], key.wrapped[12:], None)
        except (InvalidTag, ValueError) as error:
            raise WrongKey(f"{key.key_id} (damaged)", self._name) from error
