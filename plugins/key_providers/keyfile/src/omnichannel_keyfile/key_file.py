"""The file that holds the master key, and that nobody but its owner may read."""

import contextlib
import os
import secrets
import stat
from pathlib import Path

from omnichannel_keyfile.errors import KeyFileUnusable

KEY_BYTES = 32


def read_or_create(file: Path) -> bytes:
    """
    Read the master key, making one where there is no file yet.

    Raises:
        KeyFileUnusable: the file cannot be read or made, others may read it, or it holds no key.
    """
    try:
        if not file.exists():
            _create(file)
        return _read(file)
    except FileNotFoundError as error:
        raise KeyFileUnusable(file, "has no folder to lie in", f"Create {file.parent}.") from error
    except OSError as error:
        fix = "Let this user, and no other, read it."
        raise KeyFileUnusable(file, f"cannot be used: {error.strerror}", fix) from error


def _create(file: Path) -> None:
    """
    Make a key. It takes its name only once it is whole, and never the place of another.

    Where two processes start at once, one of them wins and both read its key.
    """
    temporary = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(secrets.token_bytes(KEY_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(temporary)
    finally:
        temporary.unlink()
    _sync(file.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        mode = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
        key = stream.read(KEY_BYTES + 1)
    if mode & 0o077:
        raise KeyFileUnusable(file, f"may be read by others (mode {mode:04o})", f"Run: chmod 600 {file}")
    if len(key) != KEY_BYTES:
        fix = "Restore it from a backup. Without it, accounts have to be connected again."
        raise KeyFileUnusable(file, f"does not hold {KEY_BYTES} bytes", fix)
    return key
