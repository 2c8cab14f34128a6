"""The released documents of the API: `docs/reference/openapi-<version>.json`, and the one of this tree."""

import json
import re
import sys
from pathlib import Path
from typing import Any

from omnichannel.presentation.http.about import about, core_version
from omnichannel.presentation.http.application import RESOURCES
from omnichannel.presentation.http.openapi import document
from tests.tools.openapi_changes import breaking_changes

FOLDER = Path(__file__).parents[2] / "docs/reference"


def present() -> dict[str, Any]:
    """Describe the API of this tree."""
    return document((*RESOURCES, *about(RESOURCES)), core_version())


def written(described: dict[str, Any]) -> str:
    """Write a document as it is kept: the same bytes for the same API."""
    return json.dumps(described, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def last_released(folder: Path = FOLDER) -> Path:
    """Give the file of the newest release."""
    return max(folder.glob("openapi-*.json"), key=_version)


def _version(file: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]+", file.name))


def keep(described: dict[str, Any], folder: Path = FOLDER) -> list[str]:
    """
    Write *described* as the document of its version.

    One that is there already may grow, and never take back what it promised.

    Returns:
        What it would take back; nothing is written then.
    """
    file = folder / f"openapi-{described['info']['version']}.json"
    broken = breaking_changes(json.loads(file.read_text("utf-8")), described) if file.exists() else []
    if not broken:
        file.write_text(written(described), "utf-8")
    return broken


if __name__ == "__main__":
    taken_back = keep(present())
    print(*taken_back, sep="\n", end="\n" if taken_back else "", file=sys.stderr)
    sys.exit(1 if taken_back else 0)
