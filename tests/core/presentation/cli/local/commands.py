"""Runs the real command in a process of its own, in a folder of its own, beside throw-away plugins."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from tests.core.fakes.distributions import install

PREFIX = "OMNICHANNEL_"
GOOD = """
    from datetime import date, timedelta, datetime, UTC
    from pydantic import BaseModel, Field, SecretStr
    from omnichannel.plugins.hookspecs import hookimpl
    from omnichannel.plugins.manifests import ChannelManifest, Limit, RemoteVersion

    class Settings(BaseModel):
        key: SecretStr = Field(SecretStr("x"), description="What opens the door.")
        copies: int = Field(1, ge=1, le=9, description="How many are printed.")

    class Credentials(BaseModel):
        token: SecretStr

    @hookimpl
    def omnichannel_register_channel():
        return ChannelManifest(
            name="{name}", label="Good", settings=Settings, credentials=Credentials,
            abilities=frozenset({{"publishes"}}), hosts=("api.example",),
            limits=(Limit(name="text", value=280, unit="characters", source="https://docs.example"),),
            remote_version=RemoteVersion(
                name="v7", ends=datetime.now(UTC).date() + timedelta(days={days}), source="https://docs.example"
            ),
            opens="{opens}"{more}
        )
"""


@dataclass(frozen=True)
class Ended:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Installation:
    """A folder with plugins, and a working folder in which commands run."""

    plugins: Path
    folder: Path

    def channel(self, name: str, code: str = "", **facts: str | int) -> None:
        """Install a channel: *code*, or a good one whose gateway opens unless *opens* says otherwise."""
        module = f"omnichannel_{name}_plugin"
        given = {"name": name, "days": 400, "opens": f"{module}:Gateway", "more": "", **facts}
        gateway = (
            "\nclass Gateway:\n    def __init__(self, settings): pass\n    def complaints(self, post): ...\n"
        )
        gateway += "    def render(self, post): ...\n    async def publish(self, *a): ...\n"
        install(self.plugins, name, code or dedent(GOOD).format(**given) + gateway)

    def run(self, *arguments: str | Path, **environment: str) -> Ended:
        """Run `omnichannel` with *arguments*."""
        ours = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
        beside = {"PYTHONPATH": str(self.plugins), "XDG_CACHE_HOME": str(self.plugins / "cache")}
        done = subprocess.run(
            [Path(sys.executable).with_name("omnichannel"), *map(str, arguments)],
            cwd=self.folder,
            env={**ours, **beside, "PYTHONWARNINGS": "error::ResourceWarning", **environment},
            capture_output=True,
            text=True,
            timeout=50,
        )
        return Ended(done.returncode, done.stdout, done.stderr)


def is_narrow(text: str) -> bool:
    """Whether every line fits 80 columns, unless it is one long word."""
    return all(len(line) <= 80 or " " not in line.strip() for line in text.splitlines())
