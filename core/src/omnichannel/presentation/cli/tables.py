"""Tables of text that fit: what may be shortened is shortened, wide characters count as two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from omnichannel.presentation.cli.wrapping import wrapped

GAP = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """
    A column.

    Attributes:
        shrinks_to: the width to which it may be shortened; None: never.
        wraps: what does not fit goes on in the next line; only for the last column.
    """

    title: str = ""
    shrinks_to: int | None = None
    right: bool = False
    wraps: bool = False


Cell = Text | str


def table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, width: int) -> list[Text]:
    """Lay *rows* out below the titles, in lines of at most *width* cells if that can be done."""
    titles: list[Cell] = [Text(column.title, style="bold") for column in columns]
    lines = [[_one_line(cell) for cell in row] for row in [titles, *rows]]
    widths = _fitting(columns, _natural(lines), width)
    shown = lines if any(column.title for column in columns) else lines[1:]
    return [line for row in shown for line in _laid_out(columns, row, widths)]


def _one_line(cell: Cell) -> Text:
    text = cell if isinstance(cell, Text) else Text(cell)
    return Text(" ").join(text.split("\n")) if "\n" in text.plain else text


def _natural(lines: Sequence[Sequence[Text]]) -> list[int]:
    return [max(cell_len(cell.plain) for cell in column) for column in zip(*lines, strict=True)]


def _fitting(columns: Sequence[Column], natural: Sequence[int], width: int) -> list[int]:
    """Shorten the widest of what may be shortened, cell by cell, until all fits."""
    widths = list(natural)
    spare = sum(widths) + GAP * (len(widths) - 1) - width
    least = [
        w if column.shrinks_to is None else column.shrinks_to
        for column, w in zip(columns, widths, strict=True)
    ]
    while spare > 0:
        slack, place = max((w - low, i) for i, (w, low) in enumerate(zip(widths, least, strict=True)))
        if slack <= 0:
            break
        widths[place] -= 1
        spare -= 1
    return widths


def _laid_out(columns: Sequence[Column], row: Sequence[Text], widths: Sequence[int]) -> list[Text]:
    if columns[-1].wraps and cell_len(row[-1].plain) > widths[-1]:
        lead = _line(columns[:-1], row[:-1], widths[:-1])
        return wrapped(row[-1].plain, width=lead.cell_len + widths[-1], lead=lead)
    line = _line(columns, row, widths)
    line.rstrip()
    return [line]


def _line(columns: Sequence[Column], row: Sequence[Text], widths: Sequence[int]) -> Text:
    line = Text()
    for column, cell, width in zip(columns, row, widths, strict=True):
        shown = cell.copy()
        shown.truncate(width, overflow="ellipsis")
        filling = " " * (width - cell_len(shown.plain))
        line.append_text(Text(filling) + shown if column.right else shown + Text(filling))
        line.append(" " * GAP)
    return line
