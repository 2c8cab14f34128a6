"""Reads an uploaded list of people: CSV as spreadsheets and newsletters write it. Pure."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from omnichannel.domain.errors import InvalidRequest, Problem
from omnichannel.domain.recipient_list import ListedRecipient, RefusedRow
from omnichannel.domain.standing import address_key

MOST_ROWS = 200_000
MOST_REFUSED_TOLD = 100
LONGEST_ADDRESS = 320
LONGEST_NAME = 200
ADDRESS_HEAD = re.compile(r"address|(e-?)?mail( address)?|(phone )?number|phone")
NAME_HEADS = frozenset({"full name", "name"})
_QUOTED = re.compile(r'"[^"]*"')
_DELIMITER = re.compile(r"[,;\t]")
_LINES_LOOKED_AT = 100

TOO_MANY = Problem("/file", "The file has too many rows.", "Split it.", f"{MOST_ROWS:,} rows")


@dataclass(slots=True)
class ReadList:
    """What a file held: people whose addresses differ, and what could not be used."""

    recipients: list[ListedRecipient] = field(default_factory=list)
    duplicates: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    refused_count: int = 0


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where in a row address and name stand. *named*: by a header; other columns are ignored then."""

    address: int = 0
    name: int | None = 1
    named: bool = False


def recipients_from_csv(data: bytes) -> ReadList:
    """
    Read a file: UTF-8, one person a row, the address first or under a header that says `address`.

    Columns are separated by a comma, a semicolon or a tab. A row that cannot be used is told, and does
    not keep the others from being used; an address that comes again is dropped.

    Raises:
        InvalidRequest: it is not UTF-8 or not CSV, has more than 200,000 rows, or none that can be used.
    """
    text = _text(data)
    found, seen, columns, used = ReadList(), set[str](), _Columns(), 0
    for row, cells in _rows(text):
        if row == 1 and (named := _named_columns(cells)) is not None:
            columns = named
        elif any(cells):
            used += 1
            if used > MOST_ROWS:
                raise InvalidRequest(TOO_MANY)
            _take(found, seen, row, cells, columns)
    if not found.recipients:
        raise InvalidRequest(*_nothing_usable(found))
    return found


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        told = f"The file is not UTF-8: byte {error.start + 1:,} cannot be read."
        raise InvalidRequest(Problem("/file", told, "Save it as CSV UTF-8.")) from None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row with its number, the outer spaces of its cells stripped."""
    row = 0
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, ""), delimiter=_delimiter(text)), start=1):
            if row > MOST_ROWS + 1:
                raise InvalidRequest(TOO_MANY)
            yield row, [cell.strip() for cell in cells]
    except csv.Error:
        told = f"The file cannot be read as CSV after row {row:,}."
        raise InvalidRequest(Problem("/file", told, "Look for a quotation mark without its pair.")) from None


def _delimiter(text: str) -> str:
    """The first separator outside of quotes is the file's: none of the three stands in an address."""
    for line in io.StringIO(text).readlines(64 * 1024)[:_LINES_LOOKED_AT]:
        if (found := _DELIMITER.search(_QUOTED.sub("", line))) is not None:
            return found[0]
    return ","


def _named_columns(cells: Sequence[str]) -> _Columns | None:
    heads = [cell.casefold() for cell in cells]
    address = next((place for place, head in enumerate(heads) if ADDRESS_HEAD.fullmatch(head)), None)
    if address is None:
        return None
    return _Columns(
        address, next((place for place, head in enumerate(heads) if head in NAME_HEADS), None), True
    )


def _take(found: ReadList, seen: set[str], row: int, cells: Sequence[str], columns: _Columns) -> None:
    address, name = _cell(cells, columns.address), _cell(cells, columns.name)
    fault = _fault(address, name, cells, columns)
    if fault is not None:
        found.refused_count += 1
        if found.refused_count <= MOST_REFUSED_TOLD:
            found.refused.append(RefusedRow(row, *fault))
        return
    key = address_key(address)
    if key in seen:
        found.duplicates += 1
        return
    seen.add(key)
    found.recipients.append(ListedRecipient(len(found.recipients) + 1, address, name or None))


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _fault(address: str, name: str, cells: Sequence[str], columns: _Columns) -> tuple[str, str] | None:
    """Say what is wrong with a row, and the fix."""
    if not address:
        return "There is no address.", "Write one, or remove the row."
    if len(address) > LONGEST_ADDRESS:
        return f"The address has {len(address):,} characters.", f"Write at most {LONGEST_ADDRESS}."
    if len(name) > LONGEST_NAME:
        return f"The name has {len(name):,} characters.", f"Write at most {LONGEST_NAME}."
    if _is_torn(address) or _is_torn(name):
        return "It holds a line break or another control character.", "Remove it."
    if not columns.named and any(cells[2:]):
        return f"It has {len(cells)} columns.", "Keep address and name, or name the columns in a first row."
    return None


def _is_torn(text: str) -> bool:
    return not text.isprintable() and any(unicodedata.category(letter) == "Cc" for letter in text)


def _nothing_usable(found: ReadList) -> Iterator[Problem]:
    yield Problem("/file", "No row of the file can be used.", "Write one address a row.")
    for refused in found.refused:
        yield Problem("/file", f"Row {refused.row:,}: {refused.detail}", refused.fix)
