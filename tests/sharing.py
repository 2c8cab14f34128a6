"""Which tests one process runs all of, since they share what takes long to make."""

from fnmatch import fnmatch

SHARED = {
    "tests/architecture/test_alone.py": "wheels",
    "tests/architecture/test_installed_channels.py": "wheels",
    "tests/core/presentation/cli/local/test_installed_ruins.py": "ruins",
    "tests/core/presentation/cli/local/test_looks.py": "looks",
    "tests/reliability/test_killed_*.py": "kill runs",
    "tests/reliability/test_refresh.py": "house of the rota book",
    "tests/walks/test_demo.py": "demo",
}


def shared_by(nodeid: str) -> str:
    """Name what a test shares with others; a test that shares nothing stands for itself."""
    file = nodeid.partition("::")[0]
    return next((name for pattern, name in SHARED.items() if fnmatch(file, pattern)), nodeid)
