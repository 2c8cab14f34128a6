"""Connections to SQLite: one that writes, some that read snapshots, and the sentences for what fails."""

import json
import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from omnichannel.domain.errors import StoreUnavailable
from omnichannel_sqlalchemy.dialect import fold
from omnichannel_sqlalchemy.errors import unavailable
from omnichannel_sqlalchemy.settings import SqlAlchemySettings

WRITER_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-32768",
    "temp_store=MEMORY",
)
_ENCODE = json.JSONEncoder(separators=(",", ":")).encode
READER_PRAGMAS = ("query_only=ON",)


def database_file(settings: SqlAlchemySettings, home: Path) -> Path:
    """
    Say which file is the database.

    Raises:
        StoreUnavailable: the URL names no SQLite file.
    """
    if settings.url is None:
        return home / "omnichannel.db"
    try:
        url = make_url(settings.url)
    except ArgumentError as error:
        raise StoreUnavailable(
            "OMNICHANNEL_SQLALCHEMY_URL is no URL. Write sqlite:///path/to/file.db."
        ) from error
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        given = url.render_as_string(hide_password=True)
        raise StoreUnavailable(
            f"The store needs a SQLite file, not {given!r}. Write sqlite:///path/to/file.db."
        )
    return Path(str(url.database))


def create_file(file: Path) -> None:
    """
    Create the database *file* where there is none, so that only its owner reads it.

    Raises:
        StoreUnavailable: it cannot be created or opened.
    """
    if not file.parent.is_dir():
        raise StoreUnavailable(f"The folder {file.parent} does not exist. Create it, or name another.")
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        check_file(file)
    except OSError as error:
        raise _not_opened(file, error.strerror or "it is not known why") from error


def check_file(file: Path) -> None:
    """
    See that the database *file* is still there: a connection goes on for long without it.

    It is not opened for that, since closing it again would drop the locks that SQLite holds on it
    (https://www.sqlite.org/howtocorrupt.html, section 2.2).

    Raises:
        StoreUnavailable: it is not, or may not be used.
    """
    if not file.is_file():
        raise _not_opened(file, "there is no such file" if not file.exists() else "it is no file")
    if not os.access(file, os.R_OK | os.W_OK):
        raise _not_opened(file, "this user may not read and write it")


def _not_opened(file: Path, reason: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"The database {file} cannot be opened: {reason}. Let this user read and write it."
    )


def writing_engine(file: Path, settings: SqlAlchemySettings) -> Engine:
    """Make the engine of the one connection that writes; a transaction takes the lock when it begins."""
    return _engine(file, settings, begin="BEGIN IMMEDIATE", pragmas=WRITER_PRAGMAS)


def reading_engine(file: Path, settings: SqlAlchemySettings) -> Engine:
    """Make the engine of connections that cannot write; each transaction sees one snapshot."""
    return _engine(file, settings, begin="BEGIN", pragmas=READER_PRAGMAS)


def _engine(file: Path, settings: SqlAlchemySettings, *, begin: str, pragmas: tuple[str, ...]) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        poolclass=NullPool,
        pool_reset_on_return=None,  # leaving a unit of work rolls back what is open
        json_serializer=_ENCODE,
        json_deserializer=_decode,
        connect_args={"isolation_level": None, "timeout": settings.busy_timeout_seconds},
    )
    _listen(engine, file, begin, pragmas)
    return engine


def _decode(text: str) -> Any:
    """Most deliveries have no steps, and reading "{}" costs as much as reading a sentence."""
    return {} if text == "{}" else json.loads(text)


def _listen(engine: Engine, file: Path, begin: str, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        connection.create_function("fold", 1, fold, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    @event.listens_for(engine, "handle_error")
    def explain(context: ExceptionContext) -> None:
        if (explained := unavailable(context.original_exception, str(file))) is not None:
            raise explained from context.original_exception
