"""
The index of installed plugins: `<home>/plugin-index.json`, or a file in a bundle that never changes.

An index is worth no trust beyond its fingerprint. One that is damaged, older, of another user, or that
was made of other folders than this process has, counts as none.
"""

import json
import os
import stat
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from omnichannel.plugins.installed_places import (
    Place,
    Places,
    are_as_before,
    are_found_by_path_alone,
    settled,
)
from omnichannel.plugins.installed_plugin import InstalledPlugin

if TYPE_CHECKING:
    from pathlib import Path

Installed = Mapping[str, Sequence[InstalledPlugin]]
"""The installed plugins by entry-point group, each group's by name."""

FILE = "plugin-index.json"
FORMAT = 1
LARGEST_BYTES = 16 * 1024 * 1024
REST_NS = 2_000_000_000
"""How long nothing was changed before an index is made: clocks of file systems are coarse."""
_UNREADABLE = (ValueError, TypeError, AttributeError, RecursionError)
"""What reading raises where a file holds something else than we write."""
_OPENING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def read_index(home: "Path") -> Installed | None:
    """Give what the index in *home* says; None where there is none that holds now."""
    try:
        places, installed = _contents(_own_file(f"{home}/{FILE}"))
    except (OSError, *_UNREADABLE):
        return None
    holds = places is not None and are_found_by_path_alone() and are_as_before(places)
    return installed if holds else None


def write_index(home: "Path", installed: Installed, places: Places) -> bool:
    """
    Keep *installed* in *home*, for its owner alone; the file appears whole, or not at all.

    Args:
        places: as they were before they were searched for plugins.

    Returns:
        Whether it was written: not right after something was installed, nor where *home* takes no file.
    """
    lasting = settled(places, time.time_ns() - REST_NS)
    if lasting is None or not are_found_by_path_alone():
        return False
    try:
        _write(f"{home}/{FILE}", _text(installed, lasting), mode=0o600)
    except OSError:
        return False
    return True


def read_bundled_index(file: "Path") -> Installed:
    """
    Give what the index says that was built into a bundle; it holds as long as the bundle does.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no index of a bundle.
    """
    try:
        places, installed = _contents(file.read_bytes())
    except _UNREADABLE as error:
        raise ValueError(f"{file} is no index of plugins") from error
    if places is not None:
        raise ValueError(f"{file} was not made for a bundle")
    return installed


def write_bundled_index(file: "Path", installed: Installed) -> None:
    """
    Build an index of *installed* into a bundle; whoever can read the bundle can read it.

    Raises:
        OSError: it cannot be written.
    """
    _write(str(file), _text(installed, None), mode=0o644)


def _own_file(path: str) -> bytes:
    """
    Read a file that only this user could have written.

    Raises:
        OSError, ValueError: it is not there, or is something else.
    """
    with open(os.open(path, _OPENING), "rb") as file:
        told = os.fstat(file.fileno())
        mine = not hasattr(os, "geteuid") or (told.st_uid == os.geteuid() and not told.st_mode & 0o077)
        if not (mine and stat.S_ISREG(told.st_mode) and told.st_size <= LARGEST_BYTES):
            raise ValueError("not a file of our own")
        return file.read(LARGEST_BYTES)


def _write(path: str, text: str, *, mode: int) -> None:
    import tempfile

    folder, name = os.path.split(path)
    handle, part = tempfile.mkstemp(dir=folder, prefix=f"{name}.")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(part, mode)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def _text(installed: Installed, places: Places | None) -> str:
    return json.dumps({"format": FORMAT, "places": places, "plugins": installed}) + "\n"


def _contents(written: bytes) -> tuple[Places | None, Installed]:
    """
    Read what `_text` wrote. By hand: every `--help` looks here, and has no time for pydantic.

    Raises:
        ValueError: it is something else.
    """
    match json.loads(written):
        case {"format": known, "places": places, "plugins": dict(groups), **rest} if (
            known == FORMAT and not rest
        ):
            return _places_from(places), {name: _plugins_from(found) for name, found in groups.items()}
        case _:
            raise ValueError("no index of this format")


def _plugins_from(written: Any) -> list[InstalledPlugin]:
    for one in written:
        if len(one) != 4 or not "".join(one):  # joining is the quickest way to see that all are words
            raise ValueError("a plugin has four words")
    return [InstalledPlugin._make(one) for one in written]


def _places_from(written: Any) -> Places | None:
    return None if written is None else {path: _place_from(place) for path, place in written.items()}


def _place_from(written: Any) -> Place:
    """Read a place; what is named in it lies in it."""
    match written:
        case [stamp, bool(holds), dict(rewritten)] if all(os.path.basename(one) == one for one in rewritten):
            return Place(stamp, holds, rewritten)
        case _:
            raise ValueError("a place has a stamp, and says which distributions are in it")
