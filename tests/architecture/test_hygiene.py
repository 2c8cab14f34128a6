import re

from tests.architecture.workspace import ROOT, files

HOME = re.compile(rb"(?<![\w.~-])/(?:root|home/[\w-]+|Users/[\w-]+)/")
HERE = str(ROOT).encode()


def test_no_file_speaks_of_one_machine() -> None:
    """What is kept here works in any folder of any person."""
    guilty = [path for path in files() if HOME.search(code := path.read_bytes()) or HERE + b"/" in code]

    assert guilty == []
