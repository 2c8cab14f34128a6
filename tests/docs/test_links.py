"""No page leads nowhere."""

import re
import subprocess
from pathlib import Path

import pytest

from docs.generators.markdown import anchor

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"(?<!`)\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
PAGES = sorted(
    subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
)


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    """A link to a file or a heading of ours finds it."""
    page = ROOT / name
    broken = [link for link in LINK.findall(prose(page)) if not leads_somewhere(page, link)]

    assert [] == broken


def leads_somewhere(page: Path, link: str) -> bool:
    """Say whether *link* on *page* finds what it names; the web is not asked."""
    if "://" in link or link.startswith("mailto:"):
        return True
    path, _, name = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not name or name in anchors(target))


def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings."""
    return {anchor(heading) for heading in HEADING.findall(prose(page))}


def prose(page: Path) -> str:
    """Give a page without its blocks of code."""
    return CODE.sub("", page.read_text(encoding="utf-8"))
