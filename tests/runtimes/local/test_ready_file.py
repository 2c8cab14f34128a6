import json
import os
from pathlib import Path

import pytest

from omnichannel_local.ready_file import write_ready_file


@pytest.mark.parametrize("has_file", [True, False])
def test_the_ready_file_names_what_is_there(tmp_path: Path, has_file: bool) -> None:
    """It tells the address, the process, and the token's file where there is one."""
    token_file = tmp_path / "api.token" if has_file else None

    write_ready_file(tmp_path / "ready.json", url="http://127.0.0.1:1", token_file=token_file)

    told = json.loads((tmp_path / "ready.json").read_text())
    expected = str(token_file.resolve()) if token_file else None
    assert {"url": "http://127.0.0.1:1", "token_file": expected, "pid": os.getpid()} == told
