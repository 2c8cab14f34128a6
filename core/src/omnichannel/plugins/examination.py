"""
Says what became of every installed plugin without running any plugin's code in this process.

One child process loads them one after the other. Where it hangs or dies, its last line says at which
plugin; that one is reported broken, and a new child goes on with the rest.
"""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from omnichannel.application.dtos.plugin_reports import PluginReport
from omnichannel.plugins.discovery import discover, installed_plugins, offered_twice
from omnichannel.plugins.examiner import Brief, Subject
from omnichannel.plugins.groups import GROUPS
from omnichannel.plugins.installed_plugin import InstalledPlugin
from omnichannel.plugins.redaction import likely_secrets, redacted
from omnichannel.plugins.reporting import report_of
from omnichannel.plugins.states import PluginState

PLUGIN_SECONDS = 10.0
START_SECONDS = 30.0
_TRACEBACK_CHARACTERS = 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """
    Under which settings plugins are examined.

    Attributes:
        disabled: "<kind>:<name>" with the reason; these are told and not loaded.
        tables: the settings file's tables of plugins.
        opens: open what the manifests name, too.
        seconds: how long one plugin may take.
    """

    home: Path = Path(".omnichannel")
    disabled: Mapping[str, str]
    tables: Mapping[str, Mapping[str, Any]]
    file_name: str = "omnichannel.toml"
    opens: bool = False
    seconds: float = PLUGIN_SECONDS


def installed(home: Path | None = None) -> list[Subject]:
    """Find every installed plugin, from the index in *home* or package metadata alone."""
    every = installed_plugins(home)
    return [subject for group in GROUPS for subject in _of_group(group.kind, discover(group, every))]


def _of_group(kind: str, found: Sequence[InstalledPlugin]) -> Iterator[Subject]:
    twice = offered_twice(found)
    for one in found:
        yield Subject(kind=kind, **one._asdict(), twice=one.name in twice)


def examine(subjects: Sequence[Subject], around: Surroundings) -> list[PluginReport]:
    """Examine *subjects*; gives a report for each, in their order."""
    reports: dict[int, PluginReport] = {}
    left: list[int] = []
    for place, subject in enumerate(subjects):
        reason = around.disabled.get(subject.key)
        if reason is None:
            left.append(place)
        else:
            reports[place] = report_of(subject.plugin(PluginState.DISABLED, reason))
    while left:
        told = _examined([subjects[place] for place in left], around)
        reports.update(zip(left, told, strict=False))
        left = left[len(told) :]
    return [reports[place] for place in range(len(subjects))]


def _examined(subjects: Sequence[Subject], around: Surroundings) -> list[PluginReport]:
    """Give reports of the first of *subjects*, at least one: up to the end, or to one that spoils it."""
    brief = Brief(
        subjects=list(subjects),
        opens=around.opens,
        home=around.home,
        tables={name: dict(table) for name, table in around.tables.items()},
        file_name=around.file_name,
        seconds=max(around.seconds - 0.5, around.seconds / 2),
    )
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "omnichannel.plugins.examiner"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        talk = _Talk(child, brief)
        try:
            reports, spoilt = _heard(talk.lines, len(subjects), around.seconds)
            if spoilt == "":
                child.wait()
        finally:
            child.kill()
            ended = child.wait()
            talk.end()
        if spoilt is not None:
            culprit = subjects[len(reports)]
            said = _last_words(errors, culprit, around)
            reason = spoilt or _how_it_ended(ended)
            reports.append(report_of(culprit.plugin(PluginState.BROKEN, reason, said)))
    return reports


class _Talk:
    """Gives the child its brief and listens to it, in a thread, so that nobody waits for a line for ever."""

    def __init__(self, child: "subprocess.Popen[bytes]", brief: Brief) -> None:
        self.lines: queue.Queue[str | None] = queue.Queue()
        self._child, self._brief = child, brief.model_dump_json().encode()
        self._thread = threading.Thread(target=self._talk, daemon=True)
        self._thread.start()

    def _talk(self) -> None:
        child = self._child
        with contextlib.suppress(OSError, ValueError):  # the child is gone
            if child.stdin is not None and child.stdout is not None:
                with child.stdin:
                    child.stdin.write(self._brief)
                for line in child.stdout:
                    self.lines.put(line.decode(errors="replace").rstrip("\n"))
        self.lines.put(None)

    def end(self) -> None:
        """Let go of the pipes; one that a grandchild holds open is left to it."""
        self._thread.join(timeout=1)
        if not self._thread.is_alive() and self._child.stdout is not None:
            self._child.stdout.close()


def _heard(
    lines: "queue.Queue[str | None]", wanted: int, seconds: float
) -> tuple[list[PluginReport], str | None]:
    """Give the reports, and why there are no more: None at the end, "" where the child ended."""
    reports: list[PluginReport] = []
    allowed = START_SECONDS
    while len(reports) < wanted:
        try:
            line = lines.get(timeout=allowed)
        except queue.Empty:
            return reports, f"It hangs: it had not loaded after {seconds:g} seconds."
        allowed = seconds
        if line is None:
            return reports, ""
        word, _, rest = line.partition(" ")
        if word == "report":
            reports.append(PluginReport.model_validate_json(rest.partition(" ")[2]))
    return reports, None


def _how_it_ended(code: int) -> str:
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = str(-code)
        return f"It crashes the interpreter while it is loaded ({name})."
    return f"It ends the process while it is loaded (exit code {code})."


def _last_words(errors: IO[bytes], culprit: Subject, around: Surroundings) -> str | None:
    errors.seek(0)
    said = errors.read().decode(errors="replace")[-_TRACEBACK_CHARACTERS:].strip()
    secrets = likely_secrets(culprit.name, around.tables.get(culprit.name, {}), os.environ)
    return redacted(said, secrets) or None


def named(subjects: Collection[Subject], name: str) -> list[Subject]:
    """Give those of *subjects* that *name* ("email", or "channel:email") means."""
    return [one for one in subjects if name in (one.name, one.key)]
