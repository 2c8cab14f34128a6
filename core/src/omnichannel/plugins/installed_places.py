"""
Tells whether the same distributions are installed as before, without opening any of their files.

A place is an entry of `sys.path`. It is remembered with what the file system says of it: installing,
upgrading and removing a distribution change its folder. Only setuptools writes into metadata that are
there, into those of a folder that is developed in (`.egg-info`), and so these are looked at, too. All this
is done before everything else at a start, and so does without `pathlib`.
"""

import os
import sys
from typing import NamedTuple

Stamp = list[int]
"""When a file or a folder was changed, when its change was written down, and its size."""

ENTRY_POINTS = "entry_points.txt"


class Place(NamedTuple):
    """
    An entry of the path; None for a stamp: there is no such file.

    Attributes:
        holds: whether there are distributions in it.
        rewritten: the stamp of the entry points of each distribution whose metadata are written in place.
    """

    stamp: Stamp | None
    holds: bool
    rewritten: dict[str, Stamp | None]


Places = dict[str, Place]


def places_now() -> Places:
    """Describe all of `sys.path`, as it is now."""
    return {path: _place(path) for path in _paths()}


def are_as_before(before: Places) -> bool:
    """
    Say whether the same distributions are installed as when *before* was written.

    Entries without distributions may come and go: the folder of a script, or the one that a person works in.
    """
    holding = [path for path, place in before.items() if place.holds]
    now = [path for path in _paths() if not _holds_none(path, before.get(path))]
    return now == holding and all(_is_same(path, before[path]) for path in holding)


def are_found_by_path_alone() -> bool:
    """Say whether nothing else finds distributions, such as the importer of a frozen program."""
    finders = [one for one in sys.meta_path if hasattr(one, "find_distributions")]
    return all(getattr(one, "__name__", "") == "PathFinder" for one in finders)


def settled(places: Places, moment_ns: int) -> Places | None:
    """
    Give the *places* that did not change since *moment_ns*; None where one with distributions did.

    Args:
        moment_ns: in nanoseconds since 1970.
    """
    changed = {path for path, place in places.items() if _last_change_ns(place) > moment_ns}
    if any(places[path].holds for path in changed):
        return None
    return {path: place for path, place in places.items() if path not in changed}


def _last_change_ns(place: Place) -> int:
    stamps = (place.stamp, *place.rewritten.values())
    return max((max(stamp[:2]) for stamp in stamps if stamp), default=0)


def _paths() -> list[str]:
    return list(dict.fromkeys(os.path.abspath(entry) for entry in sys.path))


def _holds_none(path: str, before: Place | None) -> bool:
    """Say whether *path* holds no distribution, and held none; one that did not change is not looked into."""
    if before is None:
        return not _place(path).holds
    return not before.holds and (before.stamp == _stamp(path) or not _place(path).holds)


def _is_same(path: str, before: Place) -> bool:
    return before.stamp == _stamp(path) and all(
        known == _stamp(f"{path}/{name}/{ENTRY_POINTS}") for name, known in before.rewritten.items()
    )


def _place(path: str) -> Place:
    """Describe an entry; an archive is one thing, whatever is in it."""
    stamp = _stamp(path)
    try:
        names = [name for name in os.listdir(path) if name.lower().endswith((".dist-info", "egg-info"))]
    except NotADirectoryError:
        return Place(stamp, holds=True, rewritten={})
    except OSError:
        names = []
    rewritten = (name for name in names if name.lower().endswith("egg-info"))
    stamps = {name: _stamp(f"{path}/{name}/{ENTRY_POINTS}") for name in rewritten}
    return Place(stamp, holds=bool(names), rewritten=stamps)


def _stamp(path: str) -> Stamp | None:
    try:
        told = os.stat(path)
    except OSError:
        return None
    return [told.st_mtime_ns, told.st_ctime_ns, told.st_size]
