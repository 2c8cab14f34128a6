"""Starts `omnichannel serve` as a process of its own, pointed at the sandbox and at nothing else."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from omnichannel.domain.errors import OmnichannelError

PREFIX = "OMNICHANNEL_"
START_SECONDS = 30.0
STOP_SECONDS = 20.0


class RuntimeDidNotStart(OmnichannelError):
    """The runtime ended, or did not listen in time."""

    def __init__(self, log: Path) -> None:
        last = "\n".join(log.read_text().splitlines()[-15:]) if log.exists() else ""
        super().__init__(f"The runtime did not start. Its last words:\n{last}")


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a started runtime listens, and the token of its API."""

    url: str
    token: str


class RuntimeProcess:
    """
    A runtime process for as long as the context is open.

    Settings of the person who runs the demo are not passed on: it must never reach a real platform.

    Args:
        home: an existing folder; everything the runtime keeps goes there.
        port: of the API; 0 takes a free one.
        environment: settings that point channels at the sandbox.
    """

    def __init__(self, home: Path, *, port: int, environment: Mapping[str, str]) -> None:
        self._home, self._port = home, port
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
            **environment,
        }
        self._log = home / "runtime.log"

    async def __aenter__(self) -> Self:
        """Start it and wait until it listens."""
        ready = self._home / "ready.json"
        with self._log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command(ready), env=self._environment, cwd=self._home, stdout=log, stderr=log
            )
        try:
            async with asyncio.timeout(START_SECONDS):
                self.listening = await self._when_ready(ready)
        except BaseException:  # cancelled or failed: the process must not outlive the demo
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ask it to stop and wait until it has finished what it had begun."""
        await self._stop()

    def _command(self, ready: Path) -> list[str]:
        arguments = [
            "serve",
            "--port",
            str(self._port),
            "--home",
            str(self._home),
            "--ready-file",
            str(ready),
        ]
        return [sys.executable, "-m", "omnichannel.presentation.cli.main", *arguments]

    async def _when_ready(self, ready: Path) -> Listening:
        while not ready.exists():
            if self._process.returncode is not None:
                raise RuntimeDidNotStart(self._log)
            await asyncio.sleep(0.02)
        told = json.loads(ready.read_text())
        return Listening(told["url"], Path(told["token_file"]).read_text().strip())

    async def _stop(self) -> None:
        if self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
