"""The released documents of the API: `docs/reference/openapi-<version>.json`, and the one of this tree."""

import json
import re
from pathlib import Path
from typing import Any

from omnichannel.presentation.http.about import about, core_version
from omnichannel.presentation.http.application import RESOURCES
from omnichannel.presentation.http.openapi import document

FOLDER = Path(__file__).parents[2] / "docs/reference"


def present() -> dict[str, Any]:
    """Describe the API of this tree."""
    return document((*RESOURCES, *about(RESOURCES)), core_version())


def written(described: dict[str, Any]) -> str:
    """Write a document as it is kept: the same bytes for the same API."""
    return json.dumps(described, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def last_released() -> Path:
    """Give the file of the newest release."""
    return max(FOLDER.glob("openapi-*.json"), key=_version)


def _version(file: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]+", file.name))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"openapi-{core_version()}.json").write_text(written(present()), "utf-8")
