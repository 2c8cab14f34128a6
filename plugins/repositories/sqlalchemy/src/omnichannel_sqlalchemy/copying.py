"""Copies a SQLite database while others use it."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from omnichannel.domain.errors import StoreUnavailable
from omnichannel_sqlalchemy.errors import unavailable


def copy_database(file: Path, revision: str) -> Path:
    """
    Copy the database *file*, whose schema is *revision*, beside itself; gives the copy.

    It is one consistent state (https://www.sqlite.org/backup.html), and only its owner may read it.

    Raises:
        StoreUnavailable: it cannot be copied; nothing is left behind.
    """
    target = file.with_name(f"{file.name}.{revision}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z.copy")
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            (verdict,) = copy.execute("PRAGMA quick_check").fetchone()
        if verdict != "ok":
            raise StoreUnavailable(f"The database {file} is damaged: {verdict}. Restore it from a backup.")
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error) and (told := unavailable(error, str(file))) is not None:
            raise told from error
        if isinstance(error, OSError) and not isinstance(error, StoreUnavailable):
            reason = error.strerror or "it is not known why"
            raise StoreUnavailable(f"The copy {target} cannot be written: {reason}.") from error
        raise
    return target
