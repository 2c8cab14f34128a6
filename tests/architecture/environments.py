"""Wheels of the workspace, and empty environments outside the checkout to install them in."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.workspace import ROOT, members

UV = Path(sys.executable).with_name("uv")


def run(command: Sequence[str | Path], folder: Path) -> str:
    """The standard output; a failure raises with everything the program said."""
    ours = ("PYTHON", "VIRTUAL_ENV", "OMNICHANNEL_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment | {"UV_PYTHON_DOWNLOADS": "never"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def build_wheels(folder: Path) -> Path:
    """
    Build every member into *folder*.

    Returns:
        A constraints file: our members from these wheels and nowhere else, the rest as pinned.
    """
    run([UV, "build", "--quiet", "--wheel", "--all-packages", "--no-sources", "--out-dir", folder], ROOT)
    built = {wheel.name.split("-")[0].replace("_", "-"): wheel for wheel in folder.glob("*.whl")}
    assert {member.dist for member in members()} == set(built)
    constraints = folder / "constraints.txt"
    ours = "".join(f"{dist} @ {wheel.as_uri()}\n" for dist, wheel in built.items())
    constraints.write_text((ROOT / "requirements/all.txt").read_text("utf-8") + "\n" + ours, "utf-8")
    return constraints


@dataclass(frozen=True)
class Environment:
    folder: Path
    constraints: Path

    def create(self) -> None:
        self.folder.mkdir()
        base = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
        run([UV, "venv", "--quiet", "--no-project", "--python", base, "venv"], self.folder)

    def install(self, *requirements: str) -> None:
        """Take what setup has left in the cache, and the network only for the rest."""
        arguments = ("--constraint", str(self.constraints), *requirements)
        try:
            self._pip("install", "--offline", *arguments)
        except AssertionError:
            self._pip("install", *arguments)

    def uninstall(self, *dists: str) -> None:
        self._pip("uninstall", *dists)

    def python(self, *arguments: str) -> str:
        return run([self._python, *arguments], self.folder)

    @property
    def _python(self) -> Path:
        return self.folder / "venv/bin/python"

    def _pip(self, verb: str, *arguments: str | Path) -> None:
        run([UV, "pip", verb, "--quiet", "--python", self._python, *arguments], self.folder)
