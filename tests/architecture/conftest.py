from pathlib import Path

import pytest

from tests.architecture.environments import Environment, build_wheels


@pytest.fixture(scope="session")
def constraints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheels of this checkout, built once, as a constraints file."""
    return build_wheels(tmp_path_factory.mktemp("wheels"))


@pytest.fixture
def environment(constraints: Path, tmp_path: Path) -> Environment:
    """An empty environment outside the checkout."""
    made = Environment(tmp_path / "environment", constraints)
    made.create()
    return made
