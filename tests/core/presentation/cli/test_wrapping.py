import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from omnichannel.presentation.cli.wrapping import wrapped


def lines(text: str, *, width: int = 20, lead: str = "", hang: int = 0) -> list[str]:
    return [line.plain for line in wrapped(text, width=width, lead=lead, hang=hang)]


def test_later_lines_stand_below_the_text() -> None:
    """What stands in front stands in front of the first line only."""
    assert ["✓ the oven is hot", "  and the bread is", "  in"] == lines(
        "the oven is hot and the bread is in", lead="✓ "
    )
    assert ["  fix: bake it", "    again, and once", "    more"] == lines(
        "fix: bake it again, and once more", lead="  ", hang=2
    )


@pytest.mark.parametrize("text", ["", "rye"])
def test_what_fits_is_one_line(text: str) -> None:
    """Nothing ends with a space."""
    assert [f"- {text}".rstrip()] == lines(text, lead="- ")


def test_a_long_word_is_left_whole() -> None:
    """An address is there to be opened, and goes to the next line where there is more room."""
    assert ["see", "https://bakery.example/rye"] == lines("see https://bakery.example/rye")
    assert ["a long label:", "          OMNICHANNEL_X", "          is set"] == lines(
        "OMNICHANNEL_X is set", lead="a long label: "
    )


def test_a_command_is_not_broken() -> None:
    """What stands between backticks can be copied as it is."""
    assert ["give", "(`omnichannel db status`),", "then go on"] == lines(
        "give (`omnichannel db status`), then go on"
    )


@given(st.text("ab `", max_size=60), st.integers(10, 40))
def test_no_word_is_lost(text: str, width: int) -> None:
    """Line feeds take the place of spaces, and nothing else changes."""
    told = " ".join(line.plain for line in wrapped(text, width=width, lead=Text("")))

    assert text.split() == told.split()


def test_indentation_is_kept() -> None:
    """The lines of a traceback look as Python writes them."""
    assert ['    File "x.py"'] == lines('  File "x.py"', lead="  ")
