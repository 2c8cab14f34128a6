import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from omnichannel.presentation.cli.tables import Column, table

COLUMNS = (
    Column(),
    Column(title="Name", shrinks_to=6),
    Column(title="Done", right=True),
    Column(title="State", shrinks_to=6),
)


def drawn(*rows: tuple[str, ...], width: int = 80) -> list[str]:
    return [line.plain for line in table(COLUMNS, rows, width=width)]


def test_columns_are_as_wide_as_what_is_in_them() -> None:
    """Titles stand above their columns, numbers to the right, and no line ends with spaces."""
    assert [
        "   Name     Done  State",
        "✓  Harbour   1/1  published",
        "✕  Rye      9/10  failed",
    ] == drawn(("✓", "Harbour", "1/1", "published"), ("✕", "Rye", "9/10", "failed"))


def test_what_may_be_shortened_is_shortened_widest_first() -> None:
    """A long name and a long reason give way to each other; nothing else is cut."""
    (_, line) = drawn(("✓", "N" * 60, "1/1", "r" * 60), width=40)

    assert "✓  NNNNNNNNNNNNNN…   1/1  rrrrrrrrrrrrr…" == line
    assert 40 == cell_len(line)


def test_a_line_break_in_a_cell_is_a_space() -> None:
    """What people wrote in several lines stays in one row."""
    assert "✓  a b    1/1  x" == drawn(("✓", "a\nb", "1/1", "x"))[1]


def test_wide_characters_count_as_two() -> None:
    """Columns stay aligned below Chinese and emoji."""
    lines = drawn(("✓", "港口面包店", "1/1", "x"), ("✓", "Rye", "1/1", "x"))

    assert cell_len(lines[1][: lines[1].index("1/1")]) == cell_len(lines[2][: lines[2].index("1/1")])


@given(st.lists(st.tuples(*[st.text(max_size=120)] * 2), min_size=1, max_size=4))
def test_no_line_is_wider_than_it_may_be(cells: list[tuple[str, str]]) -> None:
    """Whatever people call things, the table fits."""
    rows = [("✓", name, "1/1", state) for name, state in cells]

    assert all(cell_len(line) <= 50 for line in drawn(*rows, width=50))


@pytest.mark.parametrize(("colours", "has_escapes"), [("truecolor", True), (None, False)])
def test_colour_is_only_added(colours: str | None, has_escapes: bool) -> None:
    """The same words stand there with and without colour."""
    rows = [(Text("✕", style="red"), "Rye", "0/1", Text("failed", style="red"))]
    file = io.StringIO()
    console = Console(file=file, width=80, force_terminal=True, color_system=colours)  # type: ignore[arg-type]

    for line in table(COLUMNS, rows, width=80):
        console.print(line)

    assert has_escapes == ("\x1b" in file.getvalue())
    assert "failed" in file.getvalue()
