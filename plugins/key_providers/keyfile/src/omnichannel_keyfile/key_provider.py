"""Wraps data keys with AES-256-GCM under a master key from a file."""

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from omnichannel.application.ports.outbound.key_provider import WrappedKey, WrongKey
from omnichannel_keyfile.errors import KeyFileUnusable
from omnichannel_keyfile.key_file import KEY_BYTES, read_or_create
from omnichannel_keyfile.settings import KeyfileSettings

NONCE_BYTES = 12


class KeyfileKeyProvider:
    """
    Wraps 256-bit data keys; what is wrapped is nonce, ciphertext and tag.

    The master key is handed to the cipher and kept nowhere else. Its name is a digest of it, which
    tells which key sealed a secret and nothing of the key.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._key_id = ""
        self._cipher: AESGCM | None = None

    async def open(self) -> None:
        """
        Read the master key; make one at the very first start.

        Raises:
            KeyFileUnusable: the file cannot be read, others may read it, or it holds no key.
        """
        key = read_or_create(self._file)
        self._key_id = f"keyfile:{hashlib.sha256(key).hexdigest()[:16]}"
        self._cipher = AESGCM(key)

    def trouble(self) -> str | None:
        """Say what keeps the key from being read; a file that is not there yet is made at the start."""
        try:
            if self._file.exists():
                read_or_create(self._file)
        except KeyFileUnusable as error:
            return str(error)
        except OSError as error:
            return f"The key file {self._file} cannot be used: {error.strerror}."
        return None

    def wrap(self, data_key: bytes) -> WrappedKey:
        """
        Wrap a 32-byte *data_key* under the master key.

        Raises:
            ValueError: *data_key* has another length.
        """
        if len(data_key) != KEY_BYTES:
            raise ValueError(f"a data key has {KEY_BYTES} bytes, got {len(data_key)}")
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._opened().encrypt(nonce, data_key, self._key_id.encode())
        return WrappedKey(self._key_id, nonce + sealed)

    def unwrap(self, key: WrappedKey) -> bytes:
        """
        Open a wrapped data key.

        Raises:
            WrongKey: it was wrapped under another key, or was tampered with.
        """
        cipher = self._opened()
        if key.key_id != self._key_id:
            raise WrongKey(key.key_id, self._key_id)
        nonce, sealed = key.wrapped[:NONCE_BYTES], key.wrapped[NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, sealed, self._key_id.encode())
        except (InvalidTag, ValueError) as error:
            raise WrongKey(f"{key.key_id} (damaged)", self._key_id) from error

    def _opened(self) -> AESGCM:
        if self._cipher is None:
            raise RuntimeError("the key provider was not opened")
        return self._cipher


def open_key_provider(settings: KeyfileSettings, home: Path) -> KeyfileKeyProvider:
    """Make the provider that *settings* describe; the file is read by its `open`."""
    return KeyfileKeyProvider(settings.path or home / "master.key")
