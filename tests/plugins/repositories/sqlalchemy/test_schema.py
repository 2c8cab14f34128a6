import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

from omnichannel.domain.errors import StoreUnavailable
from omnichannel_sqlalchemy.migrating import alembic_config
from omnichannel_sqlalchemy.schema import REVISIONS, bring_to_head, revision_of
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import open_store
from omnichannel_sqlalchemy.tables import metadata

START = """
import asyncio, pathlib, sys, time
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import open_store
import omnichannel_sqlalchemy.schema
home = pathlib.Path(sys.argv[1])
async def start():
    store = open_store(SqlAlchemySettings(), home)
    while not (home / "go").exists():
        time.sleep(0.001)
    await store.open()
    await store.ping()
    await store.close()
(home / f"ready-{sys.argv[2]}").touch()
asyncio.run(start())
"""


@pytest.fixture
def connection() -> Connection:
    return create_engine("sqlite://").connect()


def test_the_migrations_lead_to_the_tables(connection: Connection) -> None:
    """A migrated database differs in nothing from what the code expects."""
    with connection:
        bring_to_head(connection, "memory")

        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert [] == compare_metadata(context, metadata)


def test_the_migrations_lead_back(connection: Connection) -> None:
    """Down to nothing and up again, the schema is the same."""
    with connection:
        bring_to_head(connection, "memory")
        command.downgrade(alembic_config(connection), "base")
        left = inspect(connection).get_table_names()
        bring_to_head(connection, "memory")

        assert ["alembic_version"] == left
        assert [] == compare_metadata(MigrationContext.configure(connection), metadata)


def test_every_revision_is_known(connection: Connection) -> None:
    """The list of revisions, which is read at each start, is that of the files."""
    with connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))

        assert list(REVISIONS) == [each.revision for each in scripts.walk_revisions()][::-1]


async def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    """Older code does not touch what newer code wrote; it names the file, both schemas and the way out."""
    settings = SqlAlchemySettings()
    store = open_store(settings, tmp_path)
    await store.open()
    await store.close()
    with sqlite3.connect(tmp_path / "omnichannel.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()

    again = open_store(settings, tmp_path)
    with pytest.raises(
        StoreUnavailable, match=r"omnichannel\.db has the schema '9999' of a newer .* Install"
    ):
        await again.open()
    await again.close()


async def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    """A database that is up to date is left as it is."""
    for _ in range(2):
        store = open_store(SqlAlchemySettings(), tmp_path)
        await store.open()
        await store.close()

    engine = create_engine(f"sqlite:///{tmp_path / 'omnichannel.db'}")
    with engine.connect() as connection:
        assert REVISIONS[-1] == revision_of(connection)
    engine.dispose()


def test_a_start_without_a_migration_needs_no_alembic() -> None:
    """What a usual start imports knows nothing of migrations, which take long to import."""
    check = "import sys, omnichannel_sqlalchemy.store; sys.exit('alembic' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", check]).returncode


def test_two_processes_start_at_once(tmp_path: Path) -> None:
    """One makes the schema while the other waits, and both are in order."""
    started = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", START, tmp_path, str(number)])
        for number in (1, 2)
    ]
    while len(list(tmp_path.glob("ready-*"))) < 2:
        assert [None, None] == [each.poll() for each in started]
    (tmp_path / "go").touch()

    assert [0, 0] == [each.wait(30) for each in started]
