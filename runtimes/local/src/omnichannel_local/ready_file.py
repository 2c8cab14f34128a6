"""Tells whoever started this process where it listens."""

import json
import os
from pathlib import Path


def write_ready_file(path: Path, *, url: str, token_file: Path | None) -> None:
    """Write `{"url", "token_file", "pid"}`, with null where the token is in no file; it appears whole."""
    place = None if token_file is None else str(token_file.resolve())
    part = path.with_suffix(".part")
    part.write_text(json.dumps({"url": url, "token_file": place, "pid": os.getpid()}))
    part.replace(path)
