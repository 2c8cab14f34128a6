"""People to write to, from a CSV file."""

import csv
from collections.abc import Sequence
from pathlib import Path

from omnichannel.application.dtos.messages import RecipientIn
from omnichannel.application.list_reading import MOST_ROWS
from omnichannel.application.ports.inbound.recipient_lists import LARGEST_LIST_BYTES
from omnichannel.presentation.cli.failures import CommandFailed

ADDRESS = ("address", "mail", "phone", "number", "to")
NAME = ("name", "full name", "recipient")


def people_from(path: Path, others: Sequence[str] = ()) -> list[RecipientIn]:
    """
    Read people from a CSV file: a column of addresses, and one of names if there is one.

    Each of *others*, the channels of further ways to reach them, is the title of a column, too.

    The first line names the columns; without such a line the first column is the address. A comma, a
    semicolon and a tab are understood between columns.

    Raises:
        CommandFailed: it cannot be read, has no addresses, or more than a list takes.
    """
    rows = _rows(path)
    titles = [title.strip().casefold() for title in rows[0]] if rows else []
    further = [_further(path, titles, channel) for channel in others]
    first = (place for place, title in enumerate(titles) if title.endswith(ADDRESS) and place not in further)
    address = next(first, None)
    name = next((titles.index(title) for title in NAME if title in titles), None)
    people = rows if address is None else rows[1:]
    found = [_person(row, address or 0, name, further) for row in people if len(row) > (address or 0)]
    kept = [person for person in found if person is not None]
    if not kept:
        hint = f"its first line names the columns, one of them {ADDRESS[0]!r}; or it has one address a line"
        raise CommandFailed(f"{path} has no addresses", hint=hint)
    if len(kept) > MOST_ROWS:
        what = f"{path} has {len(kept):,} people, and a message takes {MOST_ROWS:,}"
        raise CommandFailed(what, hint="divide the file, and send one message for each part")
    return kept


def _rows(path: Path) -> list[list[str]]:
    try:
        if path.stat().st_size > LARGEST_LIST_BYTES:
            hint = f"at most {LARGEST_LIST_BYTES // 1024 // 1024} MiB; divide it"
            raise CommandFailed(f"{path} is too large", hint=hint)
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise CommandFailed(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise CommandFailed(f"{path} is not UTF-8", hint="save it as CSV UTF-8") from None
    first = text.partition("\n")[0]
    between = max(",;\t", key=first.count)
    return [row for row in csv.reader(text.splitlines(), delimiter=between) if any(map(str.strip, row))]


def _further(path: Path, titles: Sequence[str], channel: str) -> int:
    if channel not in titles:
        hint = f"name a column `{channel}`; where it is empty the person is not reached that way"
        raise CommandFailed(f"{path} does not say where --else {channel} reaches people", hint=hint)
    return titles.index(channel)


def _person(row: list[str], address: int, name: int | None, further: Sequence[int]) -> RecipientIn | None:
    at = row[address].strip()
    called = _cell(row, name)
    otherwise = [_cell(row, place) for place in further]
    return RecipientIn(addresses=[at], name=called, otherwise=otherwise) if at else None


def _cell(row: list[str], place: int | None) -> str | None:
    return (row[place].strip() or None) if place is not None and len(row) > place else None
