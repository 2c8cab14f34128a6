from pathlib import Path

import pytest

from tests.core.presentation.cli.local.commands import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """An installation with this checkout's own plugins; a test adds others."""
    for name in ("plugins", "work"):
        (tmp_path / name).mkdir()
    return Installation(tmp_path / "plugins", tmp_path / "work")
