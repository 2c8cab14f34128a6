"""`omnichannel db`: what a person sees of the schema."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.core.presentation.cli.local.commands import Installation


def set_revision(home: Path, revision: str) -> None:
    with closing(sqlite3.connect(home / "omnichannel.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        database.commit()


def test_an_empty_home_is_brought_to_the_present_schema(installation: Installation) -> None:
    """Status changes nothing, --check says that there is something to do, upgrade does it."""
    home = installation.folder / "home"

    before = installation.run("db", "status", "--json", "--home", home)
    needed = installation.run("db", "upgrade", "--check", "--home", home)
    untouched = not home.exists()
    done = installation.run("db", "upgrade", "--home", home)
    after = installation.run("db", "status", "--json", "--home", home)
    again = installation.run("db", "upgrade", "--check", "--home", home)

    told = json.loads(before.out)
    assert (None, True) == (told["revision"], untouched)
    assert (0, 1, 0, 0) == (before.code, needed.code, done.code, again.code), done.err
    assert told["head"] == json.loads(after.out)["revision"]
    assert [] == json.loads(after.out)["pending"]


def test_a_newer_database_is_refused_with_the_way_out(installation: Installation) -> None:
    """Neither status nor upgrade touches what a newer version wrote."""
    home = installation.folder / "home"
    installation.run("db", "upgrade", "--home", home)
    set_revision(home, "9999")

    status = installation.run("db", "status", "--home", home)
    upgrade = installation.run("db", "upgrade", "--home", home)

    assert (1, 1) == (status.code, upgrade.code)
    assert "has the schema '9999' of a newer Omnichannel" in upgrade.err
    assert "Install the newer version, or restore a backup that is older" in upgrade.err
    assert "schema: 9999" in status.out


def test_a_file_that_is_no_database_is_told(installation: Installation) -> None:
    """No traceback, but the file and what to do about it."""
    home = installation.folder / "home"
    home.mkdir()
    (home / "omnichannel.db").write_text("no database at all, but long enough to be read as one")

    told = installation.run("db", "status", "--home", home)

    assert 1 == told.code
    assert "omnichannel.db is no SQLite database. Move it away, or name another one" in " ".join(
        told.err.split()
    )
    assert "Traceback" not in " ".join(told.err.split())


def test_a_broken_repository_plugin_is_told_with_its_exit_code(installation: Installation) -> None:
    """Where the store's plugin does not load, the doctor is named; the exit code is its own."""
    told = installation.run(
        "db", "status", OMNICHANNEL_HOME="home", PYTHONPATH=str(broken_repository(installation))
    )

    assert 7 == told.code, told.err
    assert "hint: `omnichannel plugins doctor sqlalchemy`" in " ".join(told.err.split())


def broken_repository(installation: Installation) -> Path:
    """Give a folder whose module takes the place of the real plugin's."""
    package = installation.plugins / "omnichannel_sqlalchemy"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "plugin.py").write_text("import aiopigeon\n")
    return installation.plugins
