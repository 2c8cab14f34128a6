"""Runs the `sh` blocks of a page as one script, and compares what the `text` blocks behind them say."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "### end of block"
ANYTHING = "…"


@dataclass(frozen=True, slots=True)
class Block:
    """
    Commands, and what the page says they print.

    Attributes:
        prints: "…" stands for anything; None where the page says nothing.
    """

    commands: str
    prints: str | None = None


def blocks_of(page: str) -> list[Block]:
    """Give the blocks of commands of a page; a `text` block belongs to the commands before it."""
    return list(_paired([(match[1], match[2]) for match in BLOCK.finditer(page)]))


def _paired(found: list[tuple[str, str]]) -> Iterator[Block]:
    for place, (kind, body) in enumerate(found):
        if kind == "sh":
            after = found[place + 1] if place + 1 < len(found) else ("", "")
            yield Block(body, after[1] if after[0] == "text" else None)


async def run(blocks: list[Block], *, folder: Path, environment: Mapping[str, str]) -> list[str]:
    """
    Run *blocks* in one shell and give what each printed.

    Raises:
        AssertionError: one of them failed; with everything that was printed.
    """
    script = "set -eu\n" + "\n".join(f"{block.commands}\necho '{MARK}'" for block in blocks)
    shell = await asyncio.create_subprocess_exec(
        *("bash", "-c", script),
        cwd=folder,
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, complained = (stream.decode() for stream in await shell.communicate())
    assert shell.returncode == 0, f"{printed}\n{complained}"
    return printed.split(f"{MARK}\n")[:-1]


def fits(printed: str, expected: str) -> bool:
    """Say whether *printed* is what the page says; spaces at line ends do not matter."""
    pattern = re.escape(_trimmed(expected)).replace(re.escape(ANYTHING), r"[\s\S]*?")
    return re.fullmatch(pattern, _trimmed(printed)) is not None


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
