"""The index of installed plugins: what it says holds, or it says nothing."""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from omnichannel.plugins.groups import CHANNELS, GROUPS
from omnichannel.plugins.installed_places import places_now
from omnichannel.plugins.installed_plugin import InstalledPlugin
from omnichannel.plugins.plugin_index import (
    FILE,
    REST_NS,
    Installed,
    read_bundled_index,
    read_index,
    write_bundled_index,
    write_index,
)
from tests.core.fakes.distributions import install

PIGEONS = InstalledPlugin("pigeons", "omnichannel_pigeons_plugin", "omnichannel-pigeons", "1.0")
FOUND: Installed = {group.entry_points: [] for group in GROUPS} | {CHANNELS.entry_points: [PIGEONS]}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on `sys.path`, the only one with distributions; one of its two is developed there."""
    folder = tmp_path / "site"
    install(folder, "pigeons", "raise SystemExit('a plugin was imported')")
    (folder / "omnichannel_doves.egg-info").mkdir()
    (folder / "omnichannel_doves.egg-info/entry_points.txt").write_text("[omnichannel.channels]\n")
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setattr("sys.path", [str(empty), str(folder), str(tmp_path / "nowhere")])
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a minute later than the files say."""
    now = time.time_ns() + 60_000_000_000
    monkeypatch.setattr("time.time_ns", lambda: now)


def kept(home: Path) -> bool:
    """Whether an index of what was found was written."""
    return write_index(home, FOUND, places_now())


def upgraded(site: Path) -> None:
    (site / "omnichannel_pigeons-1.0.dist-info").rename(site / "omnichannel_pigeons-1.1.dist-info")


def developed(site: Path) -> None:
    file = site / "omnichannel_doves.egg-info/entry_points.txt"
    file.write_text(file.read_text() + "turtledoves = omnichannel_doves_plugin\n")


def given_older_time(site: Path) -> None:
    info = site.stat()
    install(site, "owls", "")
    os.utime(site, ns=(info.st_atime_ns, info.st_mtime_ns))


CHANGES: Mapping[str, Callable[[Path], object]] = {
    "installed": lambda site: install(site, "owls", ""),
    "installed and dated back": given_older_time,
    "installed elsewhere on the path": lambda site: install(site.with_name("empty"), "owls", ""),
    "installed in a folder that was not there": lambda site: install(site.with_name("nowhere"), "owls", ""),
    "upgraded": upgraded,
    "removed": lambda site: (site / "omnichannel_pigeons-1.0.dist-info").rename(site.with_name("gone")),
    "developed": developed,
    "its folder removed": lambda site: site.rename(site.with_name("gone")),
}


@pytest.mark.usefixtures("site", "later")
def test_an_index_says_what_was_found(home: Path) -> None:
    """It gives the plugins of all groups with their distributions, and its owner alone can read it."""
    kept(home)

    assert FOUND == read_index(home)
    assert [FILE] == [file.name for file in home.iterdir()]
    assert 0o600 == (home / FILE).stat().st_mode & 0o777


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_of_what_is_installed_is_seen_at_once(
    site: Path, home: Path, change: Callable[[Path], object]
) -> None:
    """The index does not hold any more; one that is written afterwards does."""
    kept(home)

    change(site)

    assert None is read_index(home)
    assert kept(home)
    assert FOUND == read_index(home)


@pytest.mark.usefixtures("later")
def test_folders_without_distributions_may_come_and_go(
    site: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folders of scripts, and the one somebody works in, are on the path, too, and change often."""
    kept(home)

    (site.with_name("empty") / "notes.txt").touch()
    (site.with_name("other")).mkdir()
    monkeypatch.setattr("sys.path", [str(site.with_name("other")), str(site.with_name("empty")), str(site)])

    assert FOUND == read_index(home)


@pytest.mark.usefixtures("later")
def test_the_order_of_the_path_decides(site: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first distribution of a name hides the others, so an index holds for one order only."""
    first = site.with_name("first")
    install(first, "owls", "")
    monkeypatch.setattr("sys.path", [str(first), str(site)])
    kept(home)

    monkeypatch.setattr("sys.path", [str(site), str(first)])

    assert None is read_index(home)


@pytest.mark.usefixtures("later")
def test_what_an_archive_holds_is_seen_by_its_own_change(
    site: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file on the path may hold distributions, so the index holds only as long as that file stays."""
    archive = site.with_name("more.zip")
    archive.write_bytes(b"")
    monkeypatch.setattr("sys.path", [str(site), str(archive)])
    kept(home)
    held = read_index(home)

    archive.write_bytes(b"more")

    assert (True, None) == (held is not None, read_index(home))


@pytest.mark.usefixtures("site")
def test_no_index_is_made_right_after_an_installation(home: Path) -> None:
    """A second change within one tick of the file system's clock could not be told from the first."""
    assert not kept(home)
    assert [] == list(home.iterdir())


def test_an_index_is_made_once_the_clock_has_moved_on(
    site: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two seconds after the last change it is written, and not a moment before."""
    info = (site / "omnichannel_doves.egg-info/entry_points.txt").stat()
    last = max(info.st_mtime_ns, info.st_ctime_ns)

    monkeypatch.setattr("time.time_ns", lambda: last + REST_NS - 1)
    early = kept(home)
    monkeypatch.setattr("time.time_ns", lambda: last + REST_NS)

    assert (False, True) == (early, kept(home))


def test_a_folder_that_is_new_keeps_no_index_from_being_made(
    site: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder without distributions that changed just now is looked into each time, and nothing else is."""
    empty, now = site.with_name("empty"), time.time_ns()
    monkeypatch.setattr("time.time_ns", lambda: now + 60_000_000_000)
    os.utime(empty, ns=(now + 60_000_000_000, now + 60_000_000_000))
    kept(home)
    held = read_index(home)

    info = empty.stat()
    install(empty, "owls", "")
    os.utime(empty, ns=(info.st_atime_ns, info.st_mtime_ns))

    assert (FOUND, None) == (held, read_index(home))


@pytest.mark.usefixtures("site", "later")
def test_a_home_that_takes_no_file_is_no_fault(home: Path) -> None:
    """Nothing is kept, and nothing is raised."""
    assert (False, False) == (kept(home / "not-there"), kept(Path("/proc/self/fdinfo")))


class Frozen:
    """Finds distributions that no folder holds."""

    def find_distributions(self, context: Any = None) -> list[Any]:
        return []

    def find_spec(self, *about: Any) -> None: ...


@pytest.mark.usefixtures("site", "later")
def test_no_index_holds_where_something_else_finds_distributions(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folders of the path say nothing of what a frozen program carries."""
    kept(home)

    monkeypatch.setattr("sys.meta_path", [*sys.meta_path, Frozen()])

    assert (None, False) == (read_index(home), kept(home))


def with_changed(written: dict[str, Any], **changed: Any) -> str:
    return json.dumps(written | changed)


def led_astray(written: dict[str, Any]) -> dict[str, Any]:
    return {
        path: [stamp, holds, {"../../etc": None}] for path, (stamp, holds, _) in written["places"].items()
    }


DAMAGES: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "empty": lambda written: "",
    "cut off": lambda written: json.dumps(written)[:-20],
    "not text": lambda written: "\x00\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "another document": lambda written: "[]",
    "endlessly deep": lambda written: "[" * 100_000,
    "of an older format": lambda written: with_changed(written, format=0),
    "with more in it": lambda written: with_changed(written, more=1),
    "of a bundle": lambda written: with_changed(written, places=None),
    "without places": lambda written: with_changed(written, places={}),
    "with places that are none": lambda written: with_changed(written, places=[1]),
    "with a place that is none": lambda written: with_changed(written, places={"/": 7}),
    "with a place outside": lambda written: with_changed(written, places=led_astray(written)),
    "without plugins": lambda written: with_changed(written, plugins=None),
    "with half a plugin": lambda written: with_changed(
        written, plugins=written["plugins"] | {CHANNELS.entry_points: [["pigeons", "os"]]}
    ),
    "with a plugin of numbers": lambda written: with_changed(
        written, plugins=written["plugins"] | {CHANNELS.entry_points: [[1, 2, 3, 4]]}
    ),
    "with plugins that are none": lambda written: with_changed(
        written, plugins=written["plugins"] | {CHANNELS.entry_points: 7}
    ),
}


@pytest.mark.usefixtures("site", "later")
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_we_did_not_write_counts_as_none(home: Path, damage: Callable[[dict[str, Any]], str]) -> None:
    """It is passed over without a word, and a good one can take its place."""
    kept(home)
    (home / FILE).write_text(damage(json.loads((home / FILE).read_text())))

    refused = read_index(home)
    kept(home)

    assert (None, FOUND) == (refused, read_index(home))


def made_public(file: Path) -> None:
    file.chmod(0o622)


def linked(file: Path) -> None:
    file.rename(file.with_name("elsewhere.json"))
    file.symlink_to("elsewhere.json")


def made_a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file, 0o600)


@pytest.mark.usefixtures("site", "later")
@pytest.mark.parametrize("change", [made_public, linked, made_a_pipe])
def test_a_file_that_others_could_have_written_counts_as_none(
    home: Path, change: Callable[[Path], None]
) -> None:
    """An index names what is imported, so only a plain file of this user alone is believed."""
    kept(home)
    change(home / FILE)

    refused = read_index(home)
    kept(home)

    assert (None, FOUND) == (refused, read_index(home))
    assert not (home / FILE).is_symlink()


@pytest.mark.usefixtures("site")
def test_the_index_of_a_bundle_holds_without_a_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what was there when the bundle was built, wherever that is unpacked; others may read it."""
    file = tmp_path / "bundled.json"
    write_bundled_index(file, FOUND)
    monkeypatch.setattr("sys.path", [])

    assert FOUND == read_bundled_index(file)
    assert 0o644 == file.stat().st_mode & 0o777


@pytest.mark.usefixtures("site", "later")
def test_a_bundle_takes_no_other_index(home: Path, tmp_path: Path) -> None:
    """One that was made for a home folder holds there only, and what is damaged says so."""
    kept(home)
    (tmp_path / "damaged.json").write_text("{}")

    with pytest.raises(ValueError, match="was not made for a bundle"):
        read_bundled_index(home / FILE)
    with pytest.raises(ValueError, match=r"damaged\.json is no index of plugins"):
        read_bundled_index(tmp_path / "damaged.json")
