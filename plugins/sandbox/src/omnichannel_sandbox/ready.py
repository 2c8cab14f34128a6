"""The ready file: tells another process where a sandbox listens."""

import json
import os
from pathlib import Path

from omnichannel_sandbox.server import Sandbox


def write_ready_file(path: Path, sandbox: Sandbox) -> None:
    """Write one JSON object about the open *sandbox* to *path*, whole or not at all."""
    facts = {
        "http_url": sandbox.http_url,
        "graph_url": sandbox.graph_url,
        "smtp_port": sandbox.smtp_port,
        "smtps_port": sandbox.smtps_port,
        "ca_file": str(sandbox.ca_file),
        "pid": os.getpid(),
    }
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(json.dumps(facts) + "\n", encoding="utf-8")
    unfinished.replace(path)
