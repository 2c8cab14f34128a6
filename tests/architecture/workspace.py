"""What the workspace consists of, read from its own files."""

import re
import subprocess
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Member:
    folder: Path

    @cached_property
    def pyproject(self) -> dict[str, Any]:
        return tomllib.loads((self.folder / "pyproject.toml").read_text("utf-8"))

    @property
    def project(self) -> dict[str, Any]:
        return dict(self.pyproject["project"])

    @property
    def dist(self) -> str:
        return str(self.project["name"])

    @property
    def package(self) -> str:
        return "omnichannel" if self.dist == "omnichannel-core" else self.dist.replace("-", "_")

    @property
    def source(self) -> Path:
        return self.folder / "src" / self.package

    @property
    def extras(self) -> list[str]:
        return list(self.project.get("optional-dependencies", {}))

    @property
    def dependencies(self) -> set[str]:
        """The bare names of what the member needs."""
        return {re.split(r"[^\w-]", text, maxsplit=1)[0] for text in self.project["dependencies"]}

    def __str__(self) -> str:
        return self.folder.relative_to(ROOT).as_posix()


def members(*globs: str) -> list[Member]:
    """Those whose folder matches one of *globs*; without any, the whole workspace."""
    wanted = globs or settings()["tool"]["uv"]["workspace"]["members"]
    found = {path.parent for glob in wanted for path in ROOT.glob(f"{glob}/pyproject.toml")}
    return [Member(folder) for folder in sorted(found)]


def channels() -> list[Member]:
    return members("plugins/channels/*")


def plugins() -> list[Member]:
    """Every member that offers something by entry point from plugins/<kind>/<name>."""
    return [member for member in members("plugins/*/*") if member.folder.parent.name != "shared"]


def sources(*globs: str) -> list[Path]:
    return [file for member in members(*globs) for file in sorted(member.source.rglob("*.py"))]


def files() -> list[Path]:
    """Every file that git keeps or would keep."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]
