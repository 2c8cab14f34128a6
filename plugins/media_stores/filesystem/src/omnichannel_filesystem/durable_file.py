"""Writing a file so that it is there whole, or not at all, whatever happens."""

import os
import tempfile
from pathlib import Path


def write_durably(file: Path, data: bytes) -> None:
    """
    Write *data* to *file*, which only its owner may read; a power cut afterwards does not undo it.

    The bytes go to a temporary file beside it, which takes the name once they are on the disk.
    """
    _create_folders(file.parent)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".incoming-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
    except BaseException:  # cancelled or failed: no half-written file stays behind
        temporary.unlink(missing_ok=True)
        raise
    _sync(file.parent)


def _create_folders(folder: Path) -> None:
    if not folder.is_dir():
        _create_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Make the names in *folder* durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
