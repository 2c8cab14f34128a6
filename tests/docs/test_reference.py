"""The references tell what the code does."""

import re
from pathlib import Path

import pytest

from docs.generators.__main__ import REFERENCE, main
from docs.generators.json_types import in_words
from docs.generators.markdown import anchor, table
from docs.generators.pages import PAGES
from omnichannel.plugins.commands import installed_commands
from omnichannel.presentation.cli.main import build_app, run


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_what_the_code_makes_of_it(name: str) -> None:
    """A page that is out of date is found: `scripts/reference` writes it anew."""
    assert PAGES[name]() == (REFERENCE / name).read_text(encoding="utf-8"), "run scripts/reference"


def test_every_command_of_the_reference_answers() -> None:
    """Each heading of the command line's page is a command that has help."""
    headings = re.findall(r"^#+ `(omnichannel[^`]*)`$", PAGES["cli.md"](), re.MULTILINE)
    commands = [heading.split()[1:] for heading in headings]

    assert ["messages", "list"] in commands
    assert [] == [words for words in commands if run(build_app(installed_commands), [*words, "--help"])]


def test_all_pages_are_written(tmp_path: Path) -> None:
    """The script writes every page into the folder it is given."""
    main(tmp_path)

    assert set(PAGES) == {page.name for page in tmp_path.iterdir()}


def test_a_schema_is_told_with_its_bounds() -> None:
    """What a field takes stands in words: the type, then its bounds; a model is a link."""
    schema = {"type": "array", "maxItems": 1000, "items": {"$ref": "#/components/schemas/MediaIn"}}

    assert "list of [MediaIn](#mediain), at most 1,000" == in_words(schema)


def test_a_choice_with_bounds_stays_readable() -> None:
    """Choices are told apart where one of them has bounds."""
    schema = {"anyOf": [{"type": "string", "maxLength": 200}, {"type": "null"}]}

    assert "string, at most 200 characters, or null" == in_words(schema)


def test_a_cell_keeps_its_row_whole() -> None:
    """Neither a bar, a line break nor a tag in a text breaks the table."""
    assert "| a \\| b c &lt;home> `<x>` |" == table(("head",), [("a | b\nc <home> `<x>`",)]).splitlines()[-1]


def test_a_heading_is_linked_by_its_anchor() -> None:
    """A heading's anchor is what the page's readers link it by."""
    assert "get-v1messagesid" == anchor("GET /v1/messages/{id}")
