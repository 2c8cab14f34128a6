"""Every how-to page does what it says: its commands run against the demo, as a reader would run them."""

from pathlib import Path

import pytest

from tests.docs.shell_pages import blocks_of, fits, run

pytestmark = pytest.mark.timeout(180)
HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
PAGES = sorted(page.name for page in HOW_TO.glob("*.md") if page.name != "README.md")


@pytest.mark.parametrize("name", PAGES)
async def test_the_commands_of_the_page_work(name: str, demo: dict[str, str], tmp_path: Path) -> None:
    """Every command succeeds, in order, and prints what the page shows."""
    blocks = blocks_of((HOW_TO / name).read_text("utf-8"))
    folder = tmp_path / "reader"
    folder.mkdir()

    printed = await run(blocks, folder=folder, environment=demo)

    for block, text in zip(blocks, printed, strict=True):
        assert block.prints is None or fits(text, block.prints), f"{block.commands}\nprinted:\n{text}"
