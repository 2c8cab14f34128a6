"""
Tells whether the same distributions are installed as before, without opening any of their files.

A place is an entry of `sys.path`. It is remembered with what the file system says of it and of each
`entry_points.txt` in it: installing, upgrading and removing change the one or the other. This is read
before everything else at a start, and so does without `pathlib`.
"""

import os
import sys

Stamp = list[int]
"""When a file or a folder was changed, when its change was written down, and its size."""
Place = tuple[Stamp | None, dict[str, Stamp | None]]
"""The stamp of an entry, and of the entry points of each distribution in it; None: there is no such file."""
Places = dict[str, Place]

METADATA = (".dist-info", ".egg-info")
ENTRY_POINTS = "entry_points.txt"


def places_now() -> Places:
    """Describe all of `sys.path`, as it is now."""
    return {path: (_stamp(path), _distributions(path)) for path in _paths()}


def are_as_before(before: Places) -> bool:
    """
    Say whether the same distributions are installed as when *before* was written.

    Entries without distributions may come and go: the folder of a script, or the one that a person works in.
    """
    holding = [path for path, (_, distributions) in before.items() if distributions]
    now = [path for path in _paths() if not _holds_none(path, before)]
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
    if any(places[path][1] for path in changed):
        return None
    return {path: place for path, place in places.items() if path not in changed}


def _paths() -> list[str]:
    return list(dict.fromkeys(os.path.abspath(entry) for entry in sys.path))


def _holds_none(path: str, before: Places) -> bool:
    """Say whether *path* holds no distribution, and held none; one that did not change is not looked into."""
    stamp, distributions = before.get(path, (None, {}))
    if distributions:
        return False
    return (path in before and stamp == _stamp(path)) or not _distributions(path)


def _is_same(path: str, before: Place) -> bool:
    stamp, distributions = before
    return stamp == _stamp(path) and all(
        known == _stamp(f"{path}/{name}/{ENTRY_POINTS}") for name, known in distributions.items()
    )


def _distributions(path: str) -> dict[str, Stamp | None]:
    """Give what holds metadata in *path*; an archive is one thing, whatever is in it."""
    try:
        names = os.listdir(path)
    except NotADirectoryError:
        return {".": None}
    except OSError:
        return {}
    found = [name for name in names if name.lower().endswith(METADATA) or name.lower() == "egg-info"]
    return {name: _stamp(f"{path}/{name}/{ENTRY_POINTS}") for name in found}


def _last_change_ns(place: Place) -> int:
    own, distributions = place
    return max((max(stamp[:2]) for stamp in (own, *distributions.values()) if stamp), default=0)


def _stamp(path: str) -> Stamp | None:
    try:
        told = os.stat(path)
    except OSError:
        return None
    return [told.st_mtime_ns, told.st_ctime_ns, told.st_size]
