"""Writes docs/reference:   python -m docs.generators [FOLDER]"""

import sys
from pathlib import Path

from docs.generators.pages import PAGES

REFERENCE = Path(__file__).parents[1] / "reference"


def main(folder: Path) -> None:
    """Write every page into *folder*."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else REFERENCE)
