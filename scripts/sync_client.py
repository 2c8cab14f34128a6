"""Write the synchronous client from the asynchronous one:   scripts/sync_client.py [--check]"""

import re
import subprocess
import sys
from pathlib import Path

CLIENT = Path(__file__).resolve().parents[1] / "core/src/omnichannel/client"
HEADER = "# Made from aio/{name} by scripts/sync_client.py; edit that file, then run scripts/fix.\n"
WORDS = {
    r"async (def|with|for)\b": r"\1",
    r"\bawait ": "",
    r"\b__a(enter|exit)__": r"__\1__",
    r"\ba(close|read|closing)\b": r"\1",
    r"\baiter_lines\b": "iter_lines",
    r"\basynccontextmanager\b": "contextmanager",
    r"\bAsync(?!hronous)(?=[A-Z])": "",
    r"\basyncio\b": "time",
    r"\bclient\.aio\b": "client.sync",
}
RUFF = [sys.executable, "-m", "ruff"]


def sync_from(code: str, name: str) -> str:
    """Take the waiting out of *code*, the text of the module *name*."""
    for word, plain in WORDS.items():
        code = re.sub(word, plain, code)
    for step in (["check", "--fix-only", "--quiet"], ["format", "--quiet"]):
        file = str(CLIENT / "sync" / name)
        command = [*RUFF, *step, "--stdin-filename", file, "-"]
        done = subprocess.run(command, input=code, capture_output=True, text=True, check=True)  # noqa: S603
        code = done.stdout
    return HEADER.format(name=name) + code


def main() -> int:
    """Write what differs; with --check name it, and give 1."""
    differs = []
    for source in sorted(CLIENT.joinpath("aio").glob("[!_]*.py")):
        target = CLIENT / "sync" / source.name
        code = sync_from(source.read_text("utf-8"), source.name)
        if not target.exists() or target.read_text("utf-8") != code:
            differs.append(target.relative_to(CLIENT).as_posix())
            if "--check" not in sys.argv:
                target.write_text(code, "utf-8")
    if differs and "--check" in sys.argv:
        print(f"out of date, run scripts/fix: {', '.join(differs)}", file=sys.stderr)
    return int(bool(differs) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
