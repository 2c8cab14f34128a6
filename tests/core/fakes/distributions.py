"""Throw-away distributions, written to a folder as an installer would, and looked at from a fresh process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any


def install(
    folder: Path,
    name: str,
    code: str,
    *,
    group: str = "omnichannel.channels",
    distribution: str | None = None,
) -> None:
    """Put the module `<name>_plugin` with *code* into *folder*, and the metadata that offer it as *name*."""
    distribution = distribution or f"omnichannel-{name}"
    module = f"{distribution.replace('-', '_')}_plugin"
    info = folder / f"{distribution.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[{group}]\n{name} = {module}\n", "utf-8")
    (folder / f"{module}.py").write_text(dedent(code), "utf-8")


def in_fresh_process(folder: Path, code: str, **environment: str) -> Any:
    """Run *code* in a process that sees *folder*; gives what it printed last, read as JSON."""
    env = {**os.environ, "PYTHONPATH": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), **environment}
    done = subprocess.run(
        [sys.executable, "-c", dedent(code)], env=env, cwd=folder, capture_output=True, text=True, timeout=50
    )
    assert 0 == done.returncode, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
