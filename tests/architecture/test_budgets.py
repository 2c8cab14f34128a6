import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.workspace import ROOT, sources

LONGEST_FILE = 400
LONGEST_FUNCTION = 50


def is_migration(file: Path) -> bool:
    """A migration is a list of tables, written once and never changed."""
    return file.parent.name == "versions"


def long_functions(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{node.name}: {lines} lines"


@pytest.mark.parametrize("file", sources(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_file_and_no_function_is_too_long(file: Path) -> None:
    """A file is read in one sitting, and a function on one screen."""
    code = file.read_text("utf-8")

    assert len(code.splitlines()) <= LONGEST_FILE
    assert is_migration(file) or list(long_functions(code)) == []
