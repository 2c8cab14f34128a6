"""Tells whoever started this process where it listens."""

import json
import os
from pathlib import Path


def write_ready_file(path: Path, *, url: str, token_file: Path) -> None:
    """Write `{"url", "token_file", "pid"}`; the file appears whole."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps({"url": url, "token_file": str(token_file.resolve()), "pid": os.getpid()}))
    part.replace(path)
