import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.workspace import ROOT

CLIENT = ROOT / "core/src/omnichannel/client"
ALLOWED = ("omnichannel.client", "omnichannel.application.dtos")


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


@pytest.mark.parametrize("file", sorted(CLIENT.rglob("*.py")), ids=lambda p: p.relative_to(CLIENT).as_posix())
def test_the_client_could_be_lifted_out(file: Path) -> None:
    """The client imports httpx, pydantic, the models on the wire and itself, and nothing of the server."""
    beside = {name for name in imported(file) if not name.startswith(ALLOWED)}

    assert {name.split(".")[0] for name in beside} <= sys.stdlib_module_names | {"httpx", "pydantic"}
