"""Upgrading a database of an older version: it is copied first, and nothing of it is lost."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from sqlalchemy import Connection

from omnichannel.domain.errors import StoreUnavailable
from omnichannel.testing.repository_samples import an_account, keep, keep_post, read
from omnichannel_sqlalchemy import migrating, schema
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import open_store

NEXT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "next", "{head}"
def upgrade() -> None:
    op.create_table("loaves", sa.Column("id", sa.Integer(), primary_key=True))
"""


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this program have one migration more than the one that wrote the database."""
    folder = tmp_path / "versions"
    folder.mkdir()
    (folder / "next.py").write_text(NEXT.format(head=schema.REVISIONS[-1]))
    ours = migrating.alembic_config

    def with_next(connection: Connection) -> Config:
        config = ours(connection)
        own = Path(migrating.__file__).with_name("migrations") / "versions"
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", f"{own}\n{folder}")
        return config

    monkeypatch.setattr(migrating, "alembic_config", with_next)
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "next"))


async def old_database(home: Path) -> str:
    """Make a database of the present version; gives its revision."""
    store = open_store(SqlAlchemySettings(), home)
    await store.open()
    await keep_post(store)
    await store.close()
    return schema.REVISIONS[-1]


async def test_an_upgrade_copies_the_database_first(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The copy is whole, of the old schema, and for its owner alone; what was stored is still there."""
    old = await old_database(tmp_path)
    request.getfixturevalue("newer")
    store = open_store(SqlAlchemySettings(), tmp_path)

    before = await store.schema_status()
    done = await store.upgrade_schema()
    again = await store.upgrade_schema()
    await store.close()

    assert (old, ("next",), "next") == (before.revision, before.pending, done.after.revision)
    assert "Run `omnichannel db upgrade`." in str(before.complaint)
    assert (None, ()) == (again.copy, again.before.pending)
    assert done.copy is not None
    copy = Path(done.copy)
    assert copy.name.startswith(f"omnichannel.db.{old}.")
    assert 0o600 == copy.stat().st_mode & 0o777
    with closing(sqlite3.connect(copy)) as database:
        assert [(1,)] == database.execute("SELECT count(*) FROM deliveries").fetchall()
        assert [(old,)] == database.execute("SELECT version_num FROM alembic_version").fetchall()


async def test_a_database_is_copied_while_it_is_used(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """What another process wrote and has not yet moved into the file itself is in the copy."""
    await old_database(tmp_path)
    using = open_store(SqlAlchemySettings(), tmp_path)
    await using.open()
    account = an_account(external_id="late")
    await keep(using, account)
    request.getfixturevalue("newer")
    store = open_store(SqlAlchemySettings(), tmp_path)

    done = await store.upgrade_schema()

    await store.close()
    assert [] == await read(using)
    await using.close()
    with closing(sqlite3.connect(str(done.copy))) as database:
        found = database.execute("SELECT count(*) FROM accounts WHERE external_id = 'late'").fetchall()
    assert [(1,)] == found


async def test_without_room_for_the_copy_nothing_is_upgraded(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that cannot be written stops the upgrade, and leaves nothing behind."""
    old = await old_database(tmp_path)
    request.getfixturevalue("newer")
    monkeypatch.setattr("omnichannel_sqlalchemy.copying.os.open", _no_room)
    store = open_store(SqlAlchemySettings(), tmp_path)

    with pytest.raises(StoreUnavailable, match="cannot be written: No space left on device"):
        await store.upgrade_schema()

    assert old == (await store.schema_status()).revision
    await store.close()
    assert [] == list(tmp_path.glob("*.copy"))


def _no_room(*_: object) -> int:
    raise OSError(28, "No space left on device")


async def test_the_status_of_nothing_makes_nothing(tmp_path: Path) -> None:
    """Looking at a home that is empty leaves it empty."""
    store = open_store(SqlAlchemySettings(), tmp_path)

    status = await store.schema_status()

    await store.close()
    assert (None, schema.REVISIONS, None) == (status.revision, status.pending, status.complaint)
    assert [] == list(tmp_path.iterdir())
